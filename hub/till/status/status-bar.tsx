import type { JSX } from 'preact'
import { ageInWords } from '../age.ts'
import { here, now } from '../clock.ts'
import { time } from '../format.ts'
import { hubLostSince, paired, shift, status } from '../session.ts'
import { language, reasonWords, screenLanguages, switchLanguage, t } from '../texts.ts'
import './status-bar.css'

/** Always there: who sells where, and what the till knows of hub, cloud, prices and printer. */
export function StatusBar(): JSX.Element {
  const known = status.value
  const openShift = shift.value
  return (
    <header class="status-bar">
      <div class="place">
        <strong class="store">{known?.store.name ?? paired.value?.store ?? 'Kassahub'}</strong>
        <span class="who">
          {known !== null && t('till.status.till', { till: known.till })}
          {known?.cashier && ` · ${known.cashier.name}`}
          {openShift && ` · ${t('till.status.shift', { at: time(openShift.openedAt) })}`}
        </span>
      </div>
      {hubLostSince.value === null ? <Lamps /> : <HubLost since={hubLostSince.value} />}
      <div class="languages" role="group" aria-label={t('till.language')}>
        {screenLanguages.map((code) => (
          <button
            key={code}
            type="button"
            aria-pressed={language.value === code}
            onClick={() => switchLanguage(code)}
          >
            {code.toUpperCase()}
          </button>
        ))}
      </div>
      <time class="clock figure">{time(now.value)}</time>
    </header>
  )
}

function Lamps(): JSX.Element {
  return (
    <ul class="lamps" aria-label={t('till.status')}>
      {status.value !== null && (
        <>
          <CloudLamp />
          <PricesLamp />
          <PrinterLamp />
          <UnsentLamp />
        </>
      )}
    </ul>
  )
}

/** In the lamps' place: without the hub nobody knows what they would show. */
function HubLost({ since }: { readonly since: number }): JSX.Element {
  return (
    <p class="hub-lost" role="alert" data-name="hub-lost">
      <strong>{t('till.hub-lost', { since: time(since) })}</strong>
      <span>{t('till.hub-lost.fix')}</span>
    </p>
  )
}

type Tone = 'good' | 'warn' | 'danger'
interface LampProps {
  readonly tone: Tone
  readonly name: string
  readonly label: string
  readonly value: string
}
const marks = { good: '●', warn: '▲', danger: '■' } as const

/** The shape says the same as the colour, for those who do not see it. */
function Lamp({ tone, name, label, value }: LampProps): JSX.Element {
  return (
    <li class={`lamp ${tone}`} data-name={name} title={`${label}: ${value}`}>
      <span class="mark" aria-hidden="true">
        {marks[tone]}
      </span>
      <span class="label">{label}</span>
      <span class="value">{value}</span>
    </li>
  )
}

function CloudLamp(): JSX.Element {
  const label = t('till.status.link')
  const cloud = status.value?.cloud
  if (cloud?.online)
    return <Lamp tone="good" name="link" label={label} value={t('till.status.online')} />
  const value =
    cloud === undefined || cloud.since === null
      ? t('till.status.offline')
      : t('till.status.offline-since', { since: sinceWhen(cloud.since) })
  return <Lamp tone="warn" name="link" label={label} value={value} />
}

function PricesLamp(): JSX.Element {
  const at = status.value?.catalogue.at ?? null
  const label = t('till.status.prices')
  if (at === null)
    return <Lamp tone="warn" name="prices" label={label} value={t('till.status.prices.unknown')} />
  const ageMs = Math.max(0, now.value - at)
  const tone = ageMs > 24 * hour ? 'danger' : ageMs > hour ? 'warn' : 'good'
  return <Lamp tone={tone} name="prices" label={label} value={ageInWords(ageMs)} />
}

function PrinterLamp(): JSX.Element {
  const printer = status.value?.printer
  const label = t('till.status.printer')
  const queued = printer?.queued ?? 0
  if (printer === undefined || printer.state === 'none')
    return <Lamp tone="warn" name="printer" label={label} value={t('till.status.printer.none')} />
  // Why stands in full under the bar, as of any other device.
  if (printer.state === 'offline')
    return (
      <Lamp tone="danger" name="printer" label={label} value={t('till.status.printer.offline')} />
    )
  const value = reasonWords(printer.reason) || t('till.status.printer.online')
  const words = queued > 0 ? `${value} (${queued})` : value
  return (
    <Lamp
      tone={printer.reason === '' ? 'good' : 'warn'}
      name="printer"
      label={label}
      value={words}
    />
  )
}

function UnsentLamp(): JSX.Element {
  const unsent = status.value?.unsent ?? 0
  const value = unsent === 0 ? t('till.status.unsent.none') : String(unsent)
  return (
    <Lamp
      tone={unsent > 0 && status.value?.cloud.online === false ? 'warn' : 'good'}
      name="unsent"
      label={t('till.status.unsent')}
      value={value}
    />
  )
}

const minute = 60_000
const hour = 60 * minute

/** A time of today; farther back, with how long ago it was. */
function sinceWhen(at: number): string {
  const ageMs = here.value - at
  return ageMs > 20 * hour ? ageInWords(ageMs) : time(at)
}
