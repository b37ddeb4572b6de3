import type { JSX } from 'preact'
import { now } from '../clock.ts'
import { dayAndTime } from '../format.ts'
import { hrefOf } from '../route.ts'
import { timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Mark } from '../ui/mark.tsx'
import { type Column, Table } from '../ui/table.tsx'
import type { Account } from './answers.ts'
import { valueText } from './value.ts'

interface PartProps {
  readonly account: Account
}

const at = (instant: number) => dayAndTime(instant, timeZone.value)

/** What is free, by the day on which it ends. */
export function Lots({ account }: PartProps): JSX.Element {
  return (
    <section class="card section">
      <h2>{t('console.account.lots')}</h2>
      <Table
        caption={t('console.account.lots')}
        name="lots"
        rows={account.lots}
        rowKey={({ id }) => id}
        empty={t('console.account.lots.none')}
        columns={[
          {
            key: 'ends',
            title: t('console.account.ends'),
            look: 'wide',
            cell: ({ endsAt }) => (endsAt === null ? t('console.account.never-ends') : at(endsAt)),
          },
          {
            key: 'amount',
            title: t('console.amount'),
            look: 'number',
            cell: ({ amount }) => valueText(account, amount),
          },
        ]}
      />
    </section>
  )
}

/** Which stores may spend of it, also while nobody hears them. */
export function Leases({ account }: PartProps): JSX.Element {
  const { leases, exposure } = account
  const text = (amount: number) => valueText(account, amount)
  return (
    <section class="card section">
      <h2>{t('console.account.leases')}</h2>
      {leases.length > 0 && (
        <p class="pad hint" data-name="exposure">
          {t('console.account.exposure', {
            leased: text(exposure.leased),
            worst: text(exposure.worstStore),
          })}
        </p>
      )}
      <Table
        caption={t('console.account.leases')}
        name="leases"
        rows={leases}
        rowKey={({ id }) => id}
        empty={t('console.account.leases.none')}
        columns={[
          {
            key: 'store',
            title: t('console.store'),
            look: 'wide',
            cell: ({ storeCode, hubId }) => storeCode || t('console.lease.hub', { hub: hubId }),
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
            cell: ({ endsAt }) => at(endsAt),
          },
          {
            key: 'granted',
            title: t('console.lease.granted'),
            look: 'number',
            cell: ({ granted }) => text(granted),
          },
          {
            key: 'spent',
            title: t('console.lease.spent'),
            look: 'number',
            cell: ({ spent }) => text(spent),
          },
          {
            key: 'left',
            title: t('console.lease.left'),
            look: 'number',
            cell: ({ left }) => text(left),
          },
        ]}
      />
    </section>
  )
}

const tones = { open: 'good', recalled: 'warn', void: 'danger', forfeited: 'danger' } as const

export function LeaseState(lease: {
  readonly state: keyof typeof tones
  readonly endsAt: number
}): JSX.Element {
  const { state, endsAt } = lease
  // It can be spent no more, but what was spent before its end may still be on its way.
  if (state === 'open' && endsAt < now()) {
    return <Mark tone="warn">{t('console.lease.state.ended')}</Mark>
  }
  return <Mark tone={tones[state]}>{t(`console.lease.state.${state}`)}</Mark>
}

/** Kept for payments in progress. */
export function Holds({ account }: PartProps): JSX.Element | null {
  return (
    <Parts
      name="holds"
      account={account}
      rows={account.holds}
      columns={[
        {
          key: 'receipt',
          title: t('console.receipt.number'),
          look: 'wide',
          cell: ({ receiptId }) => <code>{receiptId}</code>,
        },
        {
          key: 'lapses',
          title: t('console.account.lapses'),
          look: 'nowrap',
          cell: ({ lapsesAt }) => at(lapsesAt),
        },
      ]}
    />
  )
}

/** Refunds that wait for the right of the store that sold. */
export function Pending({ account }: PartProps): JSX.Element | null {
  return (
    <Parts
      name="pending"
      account={account}
      rows={account.pending}
      columns={[
        {
          key: 'receipt',
          title: t('console.receipt.number'),
          look: 'wide',
          cell: ({ receiptId }) => (
            <a href={hrefOf({ page: 'receipts', path: [receiptId] })}>
              {t('console.account.receipt')}
            </a>
          ),
        },
      ]}
    />
  )
}

interface PartsProps<Row> extends PartProps {
  readonly name: 'holds' | 'pending'
  readonly rows: readonly Row[]
  /** Before the amount. */
  readonly columns: readonly Column<Row>[]
}

/** A list that most accounts do not have. */
function Parts<Row extends { readonly id: string; readonly amount: number }>(
  props: PartsProps<Row>,
): JSX.Element | null {
  const { name, account, rows, columns } = props
  const title = t(`console.account.${name}`)
  if (rows.length === 0) return null
  return (
    <section class="card section">
      <h2>{title}</h2>
      <Table
        caption={title}
        name={name}
        rows={rows}
        rowKey={({ id }) => id}
        empty=""
        columns={[
          ...columns,
          {
            key: 'amount',
            title: t('console.amount'),
            look: 'number',
            cell: ({ amount }) => valueText(account, amount),
          },
        ]}
      />
    </section>
  )
}
