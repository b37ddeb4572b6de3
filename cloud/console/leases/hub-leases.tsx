import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { now } from '../clock.ts'
import { count, dayAndTime } from '../format.ts'
import { useLoad } from '../load.ts'
import { LeaseState } from '../members/parts.tsx'
import { valueText } from '../members/value.ts'
import { usePages } from '../pages.ts'
import { hrefOf } from '../route.ts'
import { company, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { More } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { LeaseExposure, type OpenLease, OpenLeasePage } from './answers.ts'
import { EndSheet } from './end-sheet.tsx'

interface HubLeasesProps {
  readonly hubId: string
  readonly title: string | undefined
}

/** What one hub holds; what ended unheard can be declared lost. */
export function HubLeases({ hubId, title }: HubLeasesProps): JSX.Element {
  const path = `/hubs/${encodeURIComponent(hubId)}`
  const [round, setRound] = useState(0)
  const [ending, setEnding] = useState<OpenLease | null>(null)
  const exposure = useLoad(`${path} ${round}`, (signal) =>
    call({ path: `${path}/lease-exposure`, answer: LeaseExposure, signal }),
  )
  const list = usePages(`${path} ${round}`, (after, signal) =>
    call({
      path: `${path}/leases`,
      query: { after, limit: 100 },
      answer: OpenLeasePage,
      ...(signal && { signal }),
    }),
  )
  const companyId = company.value?.id ?? null
  return (
    <Page
      title={title ?? t('console.lease.hub', { hub: hubId })}
      back={{ href: hrefOf({ page: 'leases' }), text: t('console.nav.leases') }}
    >
      <ProblemBox problem={exposure.problem ?? list.problem} onRetry={list.reload} />
      <section class="card section">
        <h2>{t('console.leases.exposure')}</h2>
        <p class="pad hint">
          {t('console.leases.exposure.note', { n: count(exposure.data?.summed ?? 0) })}
        </p>
        <Table
          caption={t('console.leases.exposure')}
          name="exposure"
          rows={exposure.data?.kinds ?? null}
          rowKey={({ kind }) => kind}
          empty={t('console.leases.none')}
          columns={[
            {
              key: 'kind',
              title: t('console.programme.kind'),
              look: 'wide',
              cell: ({ kind }) => t(`console.value.${kind}`),
            },
            ...(['left', 'ended', 'forfeited'] as const).map((key) => ({
              key,
              title: t(`console.leases.${key}`),
              look: 'number' as const,
              cell: (row: {
                kind: OpenLease['kind']
                left: number
                ended: number
                forfeited: number
              }) => valueText({ kind: row.kind, companyId }, row[key]),
            })),
          ]}
        />
      </section>
      <div class="results" aria-busy={list.busy}>
        <Table
          caption={t('console.leases.open')}
          name="open-leases"
          rows={list.items}
          rowKey={({ id }) => id}
          empty={t('console.leases.none')}
          columns={columns(setEnding)}
        />
        <More list={list} />
      </div>
      {ending !== null && (
        <EndSheet
          lease={ending}
          onDone={() => setRound((before) => before + 1)}
          onClose={() => setEnding(null)}
        />
      )}
    </Page>
  )
}

function columns(end: (lease: OpenLease) => void): Column<OpenLease>[] {
  return [
    {
      key: 'account',
      title: t('console.leases.holder'),
      look: 'wide',
      cell: ({ account, memberCode, memberName, programmeName, kind }) => (
        <>
          <a href={hrefOf(targetOf({ account, memberCode, kind }))}>{memberName ?? account}</a>{' '}
          <span class="code-note">{programmeName}</span>
        </>
      ),
    },
    {
      key: 'state',
      title: t('console.state'),
      look: 'nowrap',
      cell: ({ state, endsAt }) => <LeaseState state={state} endsAt={endsAt} />,
    },
    {
      key: 'until',
      title: t('console.lease.until'),
      look: 'nowrap',
      cell: ({ endsAt }) => dayAndTime(endsAt, timeZone.value),
    },
    ...(['granted', 'spent', 'left'] as const).map((key) => ({
      key,
      title: t(`console.lease.${key}`),
      look: 'number' as const,
      cell: (lease: OpenLease) => valueText(lease, lease[key]),
    })),
    {
      key: 'end',
      title: t('console.leases.end'),
      look: 'nowrap',
      cell: (lease) => {
        if (lease.state !== 'forfeited' && lease.forfeitFrom > now()) return '–'
        const verb = lease.state === 'forfeited' ? 'write-off' : 'forfeit'
        return (
          <Button look="small" name={`${verb}-${lease.id}`} onPress={() => end(lease)}>
            {t(`console.leases.${verb}`)}
          </Button>
        )
      },
    },
  ]
}

function targetOf({
  account,
  memberCode,
  kind,
}: Pick<OpenLease, 'account' | 'memberCode' | 'kind'>) {
  if (memberCode !== null) return { page: 'members', path: [memberCode, account] } as const
  const page = kind === 'coupon' ? 'coupons' : 'gift-cards'
  return { page, path: ['one', account] } as const
}
