import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { dayAndTime } from '../format.ts'
import { useLoad } from '../load.ts'
import { hrefOf } from '../route.ts'
import { timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import { Facts } from '../ui/facts.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { QuarantinedEvent, type RepairAnswer } from './answers.ts'
import { Editor } from './editor.tsx'
import { shownJson } from './line-of.ts'
import './quarantine.css'
import { Outcome } from './outcome.tsx'
import { Settle } from './settle.tsx'

/** One quarantined event: why, its payload, and the repair. */
export function EventPage({ appliedSeq }: { readonly appliedSeq: string }): JSX.Element {
  const { data, problem, reload } = useLoad(appliedSeq, (signal) =>
    call({
      path: `/quarantine/${encodeURIComponent(appliedSeq)}`,
      answer: QuarantinedEvent,
      signal,
    }),
  )
  const [outcome, setOutcome] = useState<RepairAnswer | null>(null)
  const repaired = (answer: RepairAnswer) => {
    setOutcome(answer)
    reload()
  }
  const back = { href: hrefOf({ page: 'quarantine' }), text: t('console.nav.quarantine') }
  return (
    <Page
      title={t('console.quarantine.one', { seq: appliedSeq })}
      back={back}
      note={data === null ? undefined : `${word('event', data.type)} · ${data.storeCode}`}
    >
      <ProblemBox problem={problem} onRetry={reload} />
      {data === null && problem === null && <p class="hint">{t('console.loading')}</p>}
      <div class="stack">
        {data !== null && <About event={data} />}
        {outcome !== null && <Outcome answer={outcome} />}
        {data?.repairable === true && <Editor event={data} onRepaired={repaired} />}
        {data?.repairable === false && <Closed event={data} />}
        {data?.dismissable === true && <Settle event={data} onSettled={repaired} />}
      </div>
    </Page>
  )
}

function About({ event }: { readonly event: QuarantinedEvent }): JSX.Element {
  const { epoch, seq, since, reason, waiting, receiptId } = event
  const facts = [
    ...timesOf(event),
    {
      key: 'since',
      label: t('console.quarantine.since'),
      value: dayAndTime(since, timeZone.value),
    },
    {
      key: 'position',
      label: t('console.receipt.position'),
      value: t('console.receipt.position.of', { epoch, seq }),
    },
    { key: 'waiting', label: t('console.quarantine.waiting'), value: String(waiting) },
  ]
  return (
    <section class="card head-facts">
      <p class="why" data-name="reason">
        {reason}
      </p>
      <Facts facts={facts} />
      {receiptId !== null && (
        <p>
          <a href={hrefOf({ page: 'receipts', path: [receiptId] })} data-name="receipt">
            {t('console.quarantine.receipt')}
          </a>
        </p>
      )}
    </section>
  )
}

/** When it happened; what the hub's clock said, where that is not believed or not known to be right. */
function timesOf({ at, correctedAt }: QuarantinedEvent) {
  const zone = timeZone.value
  const value = dayAndTime(correctedAt ?? at, zone)
  const facts = [{ key: 'at', label: t('console.receipt.at'), value }]
  if (correctedAt === null) {
    const unknown = t('console.receipt.clock.unknown')
    facts.push({ key: 'clock', label: t('console.receipt.clock'), value: unknown })
  } else if (correctedAt !== at) {
    const said = dayAndTime(at, zone)
    facts.push({ key: 'clock', label: t('console.receipt.clock-said'), value: said })
  }
  return facts
}

/** Repaired, or not to be repaired: with the payload that counts. */
function Closed({ event }: { readonly event: QuarantinedEvent }): JSX.Element {
  const { repairedAt, repairedBy, repair, payload, why, ended, endedReason } = event
  const words =
    repairedAt === null
      ? why
      : t(`console.quarantine.${ended ?? 'repaired'}`, {
          at: dayAndTime(repairedAt, timeZone.value),
          by: repairedBy ?? '',
          reason: endedReason ?? '',
        })
  return (
    <>
      <div class={repairedAt === null ? 'notice warn' : 'notice'} role="status">
        {words}
      </div>
      <section class="card raw">
        <pre data-name="payload">{shownJson(repair ?? payload)}</pre>
      </section>
    </>
  )
}
