import type { JSX } from 'preact'
import { call } from '../api.ts'
import { now } from '../clock.ts'
import { age, count } from '../format.ts'
import { useLoad } from '../load.ts'
import '../members/members.css'
import { hrefOf, route } from '../route.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Table } from '../ui/table.tsx'
import { LeaseCounts } from './answers.ts'
import { HubLeases } from './hub-leases.tsx'
import { OfflineCoverage } from './offline-coverage.tsx'
import { RiskAccounts } from './risk-accounts.tsx'
import { StoresMay } from './stores-may.tsx'
import { WaitingInBoxes } from './waiting-in-boxes.tsx'

/** `leases` or `leases/3`: what stores hold, and what the company risks by it. */
export function LeasesPage(): JSX.Element {
  const code = company.value?.code ?? ''
  const path = `/companies/${code}/leases`
  const { data, problem, reload } = useLoad(path, (signal) =>
    call({ path, answer: LeaseCounts, signal }),
  )
  const [hubId] = route.value.path
  if (hubId !== undefined) {
    const hub = data?.items.find((each) => String(each.hubId) === hubId)
    return <HubLeases hubId={hubId} title={hub && `${hub.storeCode} · ${hub.storeName}`} />
  }
  return (
    <Page title={t('console.nav.leases')} note={t('console.leases.note')}>
      <ProblemBox problem={problem} onRetry={reload} />
      <section class="card section">
        <h2>{t('console.leases.by-store')}</h2>
        <Table
          caption={t('console.leases.by-store')}
          name="leases-by-store"
          rows={data?.items ?? null}
          rowKey={(row) => row.hubId}
          empty={t('console.leases.no-hubs')}
          columns={[
            {
              key: 'store',
              title: t('console.store'),
              look: 'wide',
              cell: (row) => (
                <a href={hrefOf({ page: 'leases', path: [row.hubId] })}>
                  {row.storeCode} · {row.storeName}
                </a>
              ),
            },
            { key: 'hub', title: t('console.hub'), cell: ({ hubName }) => hubName },
            {
              key: 'seen',
              title: t('console.leases.heard'),
              look: 'nowrap',
              cell: ({ lastSeenAt }) =>
                lastSeenAt === null
                  ? '–'
                  : t('console.leases.ago', { age: age(now() - lastSeenAt) }),
            },
            {
              key: 'open',
              title: t('console.leases.open'),
              look: 'number',
              cell: ({ open }) => count(open),
              foot: count((data?.items ?? []).reduce((sum, { open }) => sum + open, 0)),
            },
          ]}
        />
      </section>
      <WaitingInBoxes onReleased={reload} />
      <OfflineCoverage />
      <RiskAccounts />
      <StoresMay />
    </Page>
  )
}
