import type { JSX } from 'preact'
import { call } from '../api.ts'
import { dayAndTime, money } from '../format.ts'
import { useLoad } from '../load.ts'
import { hrefOf } from '../route.ts'
import { timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import { type Fact, Facts } from '../ui/facts.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { TracedTransaction } from './answers.ts'
import { PostingsTable } from './postings-table.tsx'

/** The way back: from a transaction to the event and the receipt that it books. */
export function TransactionPage({ id }: { readonly id: string }): JSX.Element {
  const { data, problem, reload } = useLoad(id, (signal) =>
    call({ path: `/postings/${encodeURIComponent(id)}`, answer: TracedTransaction, signal }),
  )
  const facts: Fact[] = []
  if (data !== null) {
    const { receipt, event } = data
    const posted = dayAndTime(data.postedAt, timeZone.value)
    facts.push({ key: 'posted', label: t('console.ledger.posted'), value: posted })
    facts.push({ key: 'day', label: t('console.receipt.day'), value: data.businessOn })
    if (data.postedOn !== data.businessOn)
      facts.push({ key: 'posted-on', label: t('console.ledger.posted-on'), value: data.postedOn })
    facts.push({
      key: 'document',
      label: t('console.ledger.document'),
      value: word('document', data.kind),
    })
    if (event !== null) {
      const position = t('console.receipt.position.of', { epoch: event.epoch, seq: event.seq })
      const value = `${word('event', event.type)} · ${position}`
      facts.push({ key: 'event', label: t('console.receipt.position'), value })
    }
    if (receipt !== null) {
      const value = (
        <a class="figure" href={hrefOf({ page: 'receipts', path: [receipt.id] })}>
          {receipt.number} · {money(receipt.total)}
        </a>
      )
      facts.push({ key: 'receipt', label: t('console.receipt'), value })
    }
  }
  return (
    <Page
      title={t('console.ledger.transaction', { id })}
      back={{ href: hrefOf({ page: 'ledger' }), text: t('console.nav.ledger') }}
    >
      <ProblemBox problem={problem} onRetry={reload} />
      {data !== null && (
        <div class="stack">
          <section class="card head-facts">
            <Facts facts={facts} />
          </section>
          <section class="card section">
            <PostingsTable transaction={data} />
          </section>
        </div>
      )}
    </Page>
  )
}
