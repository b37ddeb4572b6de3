import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { dayAndTime, money } from '../format.ts'
import { useLoad } from '../load.ts'
import { AccountPage } from '../members/account-page.tsx'
import { hrefOf } from '../route.ts'
import { storeOf, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import { Mark } from '../ui/mark.tsx'
import { pageOfKind, type Voucher, VoucherDetail, type VoucherKind } from './answers.ts'
import { VoucherSheet } from './voucher-sheet.tsx'

interface VoucherPageProps {
  readonly kind: VoucherKind
  readonly account: string
}

/** One coupon or gift card: what it is by now, its balance, and its life. */
export function VoucherPage({ kind, account }: VoucherPageProps): JSX.Element {
  const path = `/${kind}s/${encodeURIComponent(account)}`
  const { data, reload } = useLoad(path, (signal) => call({ path, answer: VoucherDetail, signal }))
  const [verb, setVerb] = useState<'issue' | 'cancel' | null>(null)
  const [round, setRound] = useState(0)
  const page = pageOfKind[kind]
  return (
    <AccountPage
      key={round}
      id={account}
      back={{ href: hrefOf({ page }), text: t(`console.nav.${page}`) }}
      onChanged={reload}
      lead={data && <VoucherFacts voucher={data} />}
      actions={
        data !== null && (
          <>
            {data.state === 'reserved' && (
              <Button name="issue" onPress={() => setVerb('issue')}>
                {t('console.voucher.issue')}
              </Button>
            )}
            {mayBeCancelled.includes(data.state) && (
              <Button name="cancel" look="danger" onPress={() => setVerb('cancel')}>
                {t('console.voucher.cancel')}
              </Button>
            )}
            {verb !== null && (
              <VoucherSheet
                kind={kind}
                voucher={data}
                verb={verb}
                onDone={() => {
                  reload()
                  setRound((before) => before + 1)
                }}
                onClose={() => setVerb(null)}
              />
            )}
          </>
        )
      }
    />
  )
}

const mayBeCancelled: readonly Voucher['state'][] = ['reserved', 'sold', 'issued']
const tones = {
  reserved: 'quiet',
  sold: 'good',
  issued: 'good',
  held: 'warn',
  used: 'quiet',
  expired: 'danger',
  cancelled: 'danger',
} as const

function VoucherFacts({ voucher }: { readonly voucher: VoucherDetail }): JSX.Element {
  const { state, soldOn, usedOn, promotionId, faceValue, storeId, endsAt, claim } = voucher
  const receipt = (id: string | null) =>
    id === null ? (
      '–'
    ) : (
      <a href={hrefOf({ page: 'receipts', path: [id] })}>{t('console.account.receipt')}</a>
    )
  return (
    <section class="card head-facts">
      <Facts
        facts={[
          {
            key: 'state',
            label: t('console.state'),
            value: <Mark tone={tones[state]}>{t(`console.voucher.state.${state}`)}</Mark>,
          },
          { key: 'sold', label: t('console.voucher.sold-on'), value: receipt(soldOn) },
          { key: 'used', label: t('console.voucher.used-on'), value: receipt(usedOn) },
          {
            key: 'promotion',
            label: t('console.coupon.promotion'),
            value:
              promotionId === null ? (
                '–'
              ) : (
                <a href={hrefOf({ page: 'promotions', path: [promotionId] })}>
                  {t('console.promotion')}
                </a>
              ),
          },
          {
            key: 'face',
            label: t('console.coupon.face-value'),
            value: faceValue === null ? '–' : money(faceValue),
          },
          {
            key: 'store',
            label: t('console.batch.store'),
            value: storeId === null ? '–' : (storeOf(storeId)?.name ?? storeId),
          },
          {
            key: 'ends',
            label: t('console.account.ends'),
            value:
              endsAt === null
                ? t('console.account.never-ends')
                : dayAndTime(endsAt, timeZone.value),
          },
        ]}
      />
      {claim !== null && (
        <p class="claim" data-name="claim">
          <Mark tone="warn">{t('console.voucher.claim')}</Mark> ·{' '}
          {t('console.voucher.claim.words', {
            store: `${claim.storeCode} · ${claim.storeName}`,
            hub: claim.hubName,
            at: dayAndTime(claim.at, timeZone.value),
          })}
        </p>
      )}
    </section>
  )
}
