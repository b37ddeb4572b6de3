import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import '../members/members.css'
import { NewProgramme } from '../programmes/new-programme.tsx'
import '../programmes/programmes.css'
import { type Programme, useProgrammes } from '../programmes/programmes.ts'
import { hrefOf, route } from '../route.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { pageOfKind, type VoucherKind } from './answers.ts'
import { BatchSheet } from './batch-sheet.tsx'
import { Batches } from './batches.tsx'
import { CouponForm } from './coupon-form.tsx'
import { GiftCardForm } from './gift-card-form.tsx'
import { LookUp } from './look-up.tsx'
import { VoucherPage } from './voucher-page.tsx'

interface VouchersPageProps {
  readonly kind: VoucherKind
}

/** `coupons`, `coupons/programme/SPRING` or `coupons/one/SPRING:1-7`; the same of gift cards. */
export function VouchersPage({ kind }: VouchersPageProps): JSX.Element {
  const [what, id = ''] = route.value.path
  if (what === 'programme') return <SettingsPage kind={kind} code={id} />
  if (what === 'one') return <VoucherPage kind={kind} account={id} />
  return <Overview kind={kind} />
}

function Overview({ kind }: VouchersPageProps): JSX.Element {
  const programmes = useProgrammes()
  const ours = programmes.data?.filter((each) => each.kind === kind) ?? null
  const [sheet, setSheet] = useState<'programme' | 'batch' | null>(null)
  const [round, setRound] = useState(0)
  return (
    <Page
      title={t(`console.nav.${pageOfKind[kind]}`)}
      note={t(`console.${kind}.note`)}
      actions={
        <>
          <Button name="new-programme" onPress={() => setSheet('programme')}>
            {t(`console.${kind}.new`)}
          </Button>
          <Button
            look="primary"
            name="new-batch"
            disabled={ours === null || ours.length === 0}
            onPress={() => setSheet('batch')}
          >
            {t('console.batch.new')}
          </Button>
        </>
      }
    >
      <LookUp kind={kind} />
      <ProblemBox problem={programmes.problem} onRetry={programmes.reload} />
      <section class="card section">
        <h2>{t(`console.${kind}.kinds`)}</h2>
        <Table
          caption={t(`console.${kind}.kinds`)}
          name="voucher-programmes"
          rows={ours}
          rowKey={({ code }) => code}
          empty={t(`console.${kind}.none`)}
          columns={columns(kind)}
        />
      </section>
      <Batches kind={kind} round={round} />
      {sheet === 'programme' && (
        <NewProgramme
          kinds={[kind]}
          path={(code) => ({ page: pageOfKind[kind], path: ['programme', code] })}
          onClose={() => setSheet(null)}
        />
      )}
      {sheet === 'batch' && (
        <BatchSheet
          kind={kind}
          programmes={ours ?? []}
          onDone={() => setRound((before) => before + 1)}
          onClose={() => setSheet(null)}
        />
      )}
    </Page>
  )
}

function columns(kind: VoucherKind): Column<Programme>[] {
  return [
    {
      key: 'name',
      title: t('console.name'),
      look: 'wide',
      cell: ({ code, name }) => (
        <a href={hrefOf({ page: pageOfKind[kind], path: ['programme', code] })}>{name}</a>
      ),
    },
    { key: 'code', title: t('console.programme.code'), look: 'nowrap', cell: ({ code }) => code },
    {
      key: 'offline',
      title: t('console.programme.offline'),
      cell: ({ offline }) => t(`console.programme.offline.${offline}`),
    },
    {
      key: 'rules',
      title: t('console.programme.rules'),
      cell: ({ coupon, giftCard }) =>
        (kind === 'coupon' ? coupon : giftCard) === null ? (
          <Mark tone="warn">{t('console.programme.rules.none')}</Mark>
        ) : (
          <Mark tone="good">{t('console.programme.rules.set')}</Mark>
        ),
    },
  ]
}

function SettingsPage({ kind, code }: VouchersPageProps & { readonly code: string }): JSX.Element {
  const { data, problem, reload } = useProgrammes()
  const programme = data?.find((each) => each.code === code)
  const page = pageOfKind[kind]
  return (
    <Page
      title={programme?.name ?? code}
      note={code}
      back={{ href: hrefOf({ page }), text: t(`console.nav.${page}`) }}
    >
      <ProblemBox problem={problem} onRetry={reload} />
      {programme !== undefined && kind === 'coupon' && <CouponForm programme={programme} />}
      {programme !== undefined && kind === 'gift-card' && <GiftCardForm programme={programme} />}
    </Page>
  )
}
