import type { JSX } from 'preact'
import { accountOfPlace } from '#shared/value/movement.ts'
import { call } from '../api.ts'
import { dayAndTime } from '../format.ts'
import { usePages } from '../pages.ts'
import { hrefOf } from '../route.ts'
import { timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import { More } from '../ui/more.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { type Account, type Movement, MovementPage } from './answers.ts'
import { valueText } from './value.ts'

/** What explains the balance, newest first. */
export function Movements(props: {
  readonly account: Account
  /** Grows when something was done: the list is read again. */
  readonly round: number
}): JSX.Element {
  const { account, round } = props
  const path = `/value-accounts/${encodeURIComponent(account.id)}/movements`
  const list = usePages(`${path} ${round}`, (after, signal) =>
    call({ path, query: { after, limit: 50 }, answer: MovementPage, ...(signal && { signal }) }),
  )
  return (
    <section class="card section">
      <h2>{t('console.account.movements')}</h2>
      <div class="pad">
        <ProblemBox problem={list.problem} onRetry={list.reload} />
      </div>
      <Table
        caption={t('console.account.movements')}
        name="movements"
        rows={list.items}
        rowKey={({ id }) => id}
        empty={t('console.account.movements.none')}
        busy={list.busy}
        rowLook={(row) => (signOf(account.id, row) === 0 ? 'quiet' : undefined)}
        columns={columns(account)}
      />
      <div class="pad">
        <More list={list} />
      </div>
    </section>
  )
}

/** 1 = came to the holder, -1 = left, 0 = went from one part of the account to another. */
function signOf(account: string, { from, to }: Movement): -1 | 0 | 1 {
  const isFrom = accountOfPlace(from) === account
  const isTo = accountOfPlace(to) === account
  if (isFrom === isTo) return 0
  return isTo ? 1 : -1
}

function columns(account: Account): Column<Movement>[] {
  return [
    {
      key: 'at',
      title: t('console.movement.at'),
      look: 'nowrap',
      cell: ({ at }) => dayAndTime(at, timeZone.value),
    },
    {
      key: 'kind',
      title: t('console.movement.kind'),
      look: 'nowrap',
      cell: ({ kind }) => t(`console.movement.${kind}`),
    },
    {
      key: 'amount',
      title: t('console.amount'),
      look: 'number',
      cell: (row) => {
        const sign = signOf(account.id, row)
        const text = valueText(account, row.amount)
        return sign === 0 ? text : `${sign < 0 ? '−' : '+'}${text}`
      },
    },
    {
      key: 'rule',
      title: t('console.movement.rule'),
      look: 'code',
      cell: ({ rule }) => rule ?? '–',
    },
    {
      key: 'receipt',
      title: t('console.account.receipt'),
      look: 'nowrap',
      cell: ({ receiptId, receiptNumber }) =>
        receiptId === null ? (
          '–'
        ) : receiptNumber === null ? (
          <span class="code-note">{t('console.movement.receipt.not-here')}</span>
        ) : (
          <a class="figure" href={hrefOf({ page: 'receipts', path: [receiptId] })}>
            {receiptNumber}
          </a>
        ),
    },
    {
      key: 'by',
      title: t('console.movement.by'),
      look: 'wide',
      cell: ({ event, command }) => {
        if (event !== null) return word('event', event.type)
        if (command === null) return '–'
        const words = t('console.movement.hq')
        return command.reason === '' ? words : `${words}: ${command.reason}`
      },
    },
  ]
}
