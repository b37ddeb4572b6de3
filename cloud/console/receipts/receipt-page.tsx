import type { JSX } from 'preact'
import { call } from '../api.ts'
import { dayAndTime, money } from '../format.ts'
import { useLoad } from '../load.ts'
import { hrefOf } from '../route.ts'
import { storeOf, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Facts } from '../ui/facts.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Document, documentOf, Trace } from './answers.ts'
import { Later } from './later.tsx'
import { Lines } from './lines.tsx'
import { Origin } from './origin.tsx'
import { Postings } from './postings.tsx'
import './receipts.css'
import { RefundRightCard } from './refund-right.tsx'
import { Taxes } from './taxes.tsx'
import { Tenders } from './tenders.tsx'

/** A receipt with everything that it led to. */
export function ReceiptPage({ id }: { readonly id: string }): JSX.Element {
  const { data, problem, reload } = useLoad(id, (signal) =>
    call({ path: `/receipts/${encodeURIComponent(id)}`, answer: Trace, signal }),
  )
  const back = { href: hrefOf({ page: 'receipts' }), text: t('console.nav.receipts') }
  return (
    <Page
      title={data?.receipt.number ?? t('console.receipt')}
      back={back}
      note={data === null ? undefined : t(`console.receipt.kind.${data.receipt.kind}`)}
    >
      <ProblemBox problem={problem} onRetry={reload} />
      {data === null && problem === null && <p class="hint">{t('console.loading')}</p>}
      {data !== null && <Traced trace={data} onChanged={reload} />}
    </Page>
  )
}

interface TracedProps {
  readonly trace: Trace
  readonly onChanged: () => void
}

function Traced({ trace, onChanged }: TracedProps): JSX.Element {
  const document = documentOf(trace)
  return (
    <div class="receipt">
      <div class="stack">
        <Head trace={trace} document={document} />
        {trace.quarantineReason !== null && (
          <div class="notice warn" role="status">
            <strong>{t('console.receipt.quarantined')}</strong>
            <span>{trace.quarantineReason}</span>
          </div>
        )}
        {document === null ? <Unread trace={trace} /> : <Lines priced={document.priced} />}
        {document !== null && <Taxes priced={document.priced} />}
        <Postings transactions={trace.transactions} />
      </div>
      <div class="stack">
        {document !== null && <Tenders settlement={document.settlement} />}
        <Later trace={trace} />
        {trace.refundRight !== null && (
          <RefundRightCard
            receiptId={trace.receipt.id}
            right={trace.refundRight}
            onChanged={onChanged}
          />
        )}
        <Origin trace={trace} />
      </div>
    </div>
  )
}

function Head(props: { readonly trace: Trace; readonly document: Document | null }): JSX.Element {
  const { trace, document } = props
  const { receipt, store, event } = trace
  const happenedAt = event.correctedAt ?? receipt.at
  const zone = storeOf(receipt.storeId)?.timeZone ?? timeZone.value
  const facts = [
    { key: 'total', label: t('console.total'), value: money(receipt.total) },
    { key: 'at', label: t('console.receipt.at'), value: dayAndTime(happenedAt, zone) },
    { key: 'day', label: t('console.receipt.day'), value: receipt.businessOn },
    { key: 'store', label: t('console.store'), value: `${store.name} (${store.code})` },
    { key: 'till', label: t('console.till'), value: receipt.till },
    { key: 'cashier', label: t('console.cashier'), value: receipt.cashier ?? '–' },
  ]
  if (happenedAt !== receipt.at) {
    const said = dayAndTime(receipt.at, zone)
    facts.push({ key: 'clock', label: t('console.receipt.clock-said'), value: said })
  }
  const customer = document?.customer
  if (customer) {
    const value = `${customer.name}, ${customer.taxNumber}`
    facts.push({ key: 'customer', label: t('console.receipt.customer'), value })
  }
  const partner = document?.partner
  if (partner) {
    facts.push({ key: 'partner', label: t('console.receipt.partner'), value: partner.name })
  }
  return (
    <section class="card head-facts">
      <Facts facts={facts} />
      {receipt.originalId !== null && (
        <p class="refund-of">
          <a href={hrefOf({ page: 'receipts', path: [receipt.originalId] })} data-name="original">
            {t('console.receipt.refund-of', { number: originalNumber(document) })}
          </a>
          {reasonOf(document) !== '' && <span> · {reasonOf(document)}</span>}
        </p>
      )}
    </section>
  )
}

/** A payload that cannot be read is shown as it came. */
function Unread({ trace }: { readonly trace: Trace }): JSX.Element {
  return (
    <details class="card raw">
      <summary>{t('console.receipt.raw')}</summary>
      <pre>{JSON.stringify(trace.body, null, 2)}</pre>
    </details>
  )
}

function originalNumber(document: Document | null): string {
  return document !== null && 'originalNumber' in document ? document.originalNumber : ''
}

function reasonOf(document: Document | null): string {
  return document !== null && 'reason' in document ? document.reason : ''
}
