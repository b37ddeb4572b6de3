import type { JSX } from 'preact'
import type { ProbeAnswer } from '#shared/contracts/found.ts'
import { DeviceForm } from './device-form.tsx'
import type { Draft } from './draft.ts'
import { lineWords } from './line-fields.tsx'
import { reasonWords, t } from './texts.ts'

/** What a port or an address answered; `nothing` is what is said where nobody did. */
export function Answer({
  answer,
  nothing = 'setup.probe.nothing',
}: {
  readonly answer: ProbeAnswer
  readonly nothing?: 'setup.probe.nothing' | 'setup.network.nothing'
}): JSX.Element {
  const { found: what, line, reason, tried } = answer
  const tone = what === 'nothing' ? 'warn' : what === 'refused' ? 'danger' : 'good'
  return (
    <div class={`notice ${tone}`} role="status" data-name="probed">
      <strong>{what === 'nothing' ? t(nothing) : answerWords(what, line)}</strong>
      {what !== 'nothing' && reason !== '' && <span>{reasonWords(reason)}</span>}
      {what === 'nothing' && tried.length > 0 && (
        <span>{t('setup.probe.tried', { tried: tried.join(', ') })}</span>
      )}
    </div>
  )
}

function answerWords(
  what: Exclude<ProbeAnswer['found'], 'nothing'>,
  line: ProbeAnswer['line'],
): string {
  if (what === 'refused') return t(`setup.probe.${what}`)
  if (line?.kind === 'usb') return t('setup.probe.receipt-printer.usb')
  return t(`setup.probe.${what}`, { line: line === null ? '' : lineWords(line) })
}

/** A new form for each device, and for each other line that was found for it. */
export function Adopting(props: { readonly draft: Draft; readonly end: () => void }): JSX.Element {
  const { device, line } = props.draft
  const key = `${device} ${JSON.stringify(line)}`
  return <DeviceForm key={key} draft={props.draft} onDone={() => props.end()} />
}
