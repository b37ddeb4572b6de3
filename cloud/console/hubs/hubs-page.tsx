import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { everyPage } from '../every-page.ts'
import { count } from '../format.ts'
import { useLoad } from '../load.ts'
import { company, stores } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Figures } from '../ui/figures.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { Alarms } from './alarms.tsx'
import { boxColumns } from './box-columns.tsx'
import { ClaimSheet } from './claim-sheet.tsx'
import { feedColumns } from './feed-columns.tsx'
import { type Hub, HubPage } from './hub.ts'
import { hubColumns } from './hub-columns.tsx'
import './hubs.css'
import { type StateChange, StateSheet } from './state-sheet.tsx'

const refreshMs = 3000

export function HubsPage(): JSX.Element {
  const [isClaiming, setClaiming] = useState(false)
  const [change, setChange] = useState<StateChange | null>(null)
  const companyId = company.value?.id
  const { data, problem, reload } = useLoad(
    String(companyId),
    (signal) =>
      everyPage((after) =>
        call({
          path: '/hubs',
          query: { companyId, after, limit: 200 },
          answer: HubPage,
          signal,
        }),
      ),
    { everyMs: refreshMs },
  )
  return (
    <Page
      title={t('console.nav.hubs')}
      note={t('console.hubs.note')}
      actions={
        <Button
          look="primary"
          name="claim"
          disabled={stores.value.length === 0}
          onPress={() => setClaiming(true)}
        >
          {t('console.hubs.claim')}
        </Button>
      }
    >
      <ProblemBox problem={problem} onRetry={reload} />
      <div class="results">
        <HubFigures hubs={data} />
        <Table
          caption={t('console.nav.hubs')}
          name="hubs"
          rows={data}
          rowKey={({ id }) => id}
          rowLook={({ state }) => (state === 'revoked' ? 'quiet' : undefined)}
          empty={t('console.hubs.none')}
          columns={hubColumns(setChange)}
        />
      </div>
      <LiveHubs hubs={data} name="boxes" caption={t('console.boxes')} columns={boxColumns()} />
      <LiveHubs hubs={data} name="feeds" caption={t('console.feeds')} columns={feedColumns()} />
      <Alarms />
      {isClaiming && <ClaimSheet onClose={() => setClaiming(false)} />}
      {change !== null && (
        <StateSheet
          change={change}
          onClose={() => setChange(null)}
          onDone={() => {
            setChange(null)
            reload()
          }}
        />
      )}
    </Page>
  )
}

interface LiveHubsProps {
  readonly hubs: readonly Hub[] | null
  readonly name: string
  readonly caption: string
  readonly columns: readonly Column<Hub>[]
}

function LiveHubs({ hubs, name, caption, columns }: LiveHubsProps): JSX.Element | null {
  const live = hubs?.filter(({ state }) => state !== 'revoked') ?? []
  if (live.length === 0) return null
  return (
    <section class="results">
      <Table
        caption={caption}
        name={name}
        rows={live}
        rowKey={({ id }) => id}
        empty=""
        columns={columns}
      />
    </section>
  )
}

function HubFigures({ hubs }: { readonly hubs: readonly Hub[] | null }): JSX.Element {
  const live = hubs?.filter(({ state }) => state !== 'revoked')
  const unsent = live?.reduce((sum, { status }) => sum + (status?.unsent ?? 0), 0)
  const shown = (value: number | undefined) => (value === undefined ? '–' : count(value))
  const isOnline = (hub: Hub) => hub.online
  const figures = [
    {
      key: 'online',
      label: t('console.hubs.online'),
      value: shown(live?.filter(isOnline).length),
    },
    {
      key: 'offline',
      label: t('console.hubs.offline'),
      value: shown(live?.filter((hub) => !isOnline(hub)).length),
    },
    { key: 'unsent', label: t('console.hubs.unsent'), value: shown(unsent) },
  ]
  return <Figures look="three" figures={figures} />
}
