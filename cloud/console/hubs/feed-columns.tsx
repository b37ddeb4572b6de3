import type { JSX } from 'preact'
import { now } from '../clock.ts'
import { age, count } from '../format.ts'
import { t } from '../texts.ts'
import { Mark } from '../ui/mark.tsx'
import type { Column } from '../ui/table.tsx'
import { bytes } from './bytes.ts'
import type { Hub } from './hub.ts'
import { hubColumn } from './hub-column.tsx'
import { Two } from './two.tsx'

/** What each hub's copy of the feed costs and how fast it is (design.md 12). */
export function feedColumns(): Column<Hub>[] {
  return [
    hubColumn(),
    {
      key: 'copy',
      title: t('console.feeds.state'),
      cell: (hub) => <Two first={<CopyState hub={hub} />} second={<Synced hub={hub} />} />,
    },
    {
      key: 'delay',
      title: t('console.feeds.delay'),
      look: 'number',
      cell: ({ feed: { urgentDelay } }) => <Delay delay={urgentDelay} />,
    },
    {
      key: 'urgent',
      title: t('console.feeds.urgent'),
      look: 'number',
      cell: ({ feed }) => bytes(feed.urgentBytes),
    },
    {
      key: 'balances',
      title: t('console.feeds.balances'),
      look: 'number',
      cell: ({ feed }) => <Two first={bytes(feed.balancesBytes)} second={<Budget feed={feed} />} />,
    },
    {
      key: 'copies',
      title: t('console.feeds.copies'),
      look: 'number',
      cell: ({ feed }) => bytes(feed.copyBytes),
    },
  ]
}

function CopyState({ hub: { status, feed } }: { readonly hub: Hub }): JSX.Element {
  const tables = status?.replicaDiffers ?? []
  if (tables.length > 0) {
    return <Mark tone="danger">{t('console.feeds.differs', { tables: tables.join(', ') })}</Mark>
  }
  if (feed.lagFrames === null) return <Mark tone="quiet">{t('console.feeds.unknown')}</Mark>
  if (feed.lagFrames === 0) return <Mark tone="good">{t('console.feeds.whole')}</Mark>
  return <Mark tone="warn">{t('console.feeds.behind', { frames: count(feed.lagFrames) })}</Mark>
}

/** Ticks by itself; the hub's own words where it cannot follow. */
function Synced({ hub: { status, feed } }: { readonly hub: Hub }): JSX.Element {
  if (status?.replicaFault) return <>{status.replicaFault}</>
  if (feed.syncedAt === null) return <>{t('console.feeds.never')}</>
  return <>{t('console.feeds.synced', { age: age(now() - feed.syncedAt) })}</>
}

function Delay({ delay }: { readonly delay: Hub['feed']['urgentDelay'] }): JSX.Element {
  if (delay === null) return <>–</>
  const { p50Ms, maxMs, changes } = delay
  return (
    <Two
      first={t('console.feeds.delay.half', { ms: count(p50Ms) })}
      second={t('console.feeds.delay.most', { ms: count(maxMs), changes: count(changes) })}
    />
  )
}

function Budget({ feed }: { readonly feed: Hub['feed'] }): JSX.Element {
  const { balancesBudget, balancesWindowMs } = feed
  if (balancesBudget === null || balancesWindowMs === null) return <>–</>
  const window = age(balancesWindowMs)
  return <>{t('console.feeds.budget', { budget: bytes(balancesBudget), window })}</>
}
