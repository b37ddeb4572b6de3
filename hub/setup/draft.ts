import type { DeviceConfig, Line } from '#shared/contracts/device.ts'
import type { FoundPort, ProbeAnswer } from '#shared/contracts/found.ts'
import { freeName } from './state.ts'
import { t } from './texts.ts'

export const kinds = [
  'receipt-printer',
  'barcode-scanner',
  'card-reader',
  'customer-display',
  'scale',
  'reserved-line',
] as const satisfies readonly DeviceConfig['kind'][]
export type Kind = (typeof kinds)[number]

/** What the form holds: of every kind the fields, so that changing the kind loses nothing. */
export interface Draft {
  readonly kind: Kind
  readonly device: string
  readonly name: string
  readonly gateway: string
  readonly line: Line
  readonly profile: string
  readonly columns: number
  readonly drawer: boolean
  readonly tills: readonly string[]
  readonly till: string
  readonly reader: 'magstripe' | 'rdm6300' | 'wiegand'
  readonly display: 'cd5220' | 'epson-vfd'
  readonly use: 'payment' | 'fiscal' | 'other'
  /** Of the device that is changed: what the form does not show stays as it is. */
  readonly before: DeviceConfig | null
}

const fresh = {
  profile: 'generic-80mm',
  columns: 48,
  drawer: true,
  tills: [],
  till: '',
  reader: 'magstripe',
  display: 'cd5220',
  use: 'payment',
} as const

/** What answers so has no driver here. */
const reservedUses: ReadonlyMap<string, Draft['use']> = new Map([
  ['payment-terminal', 'payment'],
  ['fiscal-printer', 'fiscal'],
])

/** Of a found port, by what it answered where it was asked. */
export function draftOf(gateway: string, port: FoundPort, answer: ProbeAnswer | null): Draft {
  const offered = port.kind === 'virtual' ? kinds.find((kind) => kind === port.is) : undefined
  return named({
    ...fresh,
    kind: offered ?? (port.kind === 'usb' ? 'receipt-printer' : 'barcode-scanner'),
    ...answeredAs(answer),
    gateway,
    line: answer?.line ?? lineOf(port),
  })
}

/** Of an address, by what it answered where it was asked. */
export function networkDraft(gateway: string, host: string, answer: ProbeAnswer | null): Draft {
  const line = answer?.line ?? ({ kind: 'tcp', host, port: 9100 } as const)
  return named({ ...fresh, ...(answeredAs(answer) ?? { kind: 'receipt-printer' }), gateway, line })
}

function answeredAs(answer: ProbeAnswer | null): Pick<Draft, 'kind' | 'use'> | undefined {
  const use = reservedUses.get(answer?.found ?? '')
  if (use !== undefined) return { kind: 'reserved-line', use }
  const kind = kinds.find((one) => one === answer?.found)
  return kind && { kind, use: fresh.use }
}

export function draftFrom(config: DeviceConfig): Draft {
  const { kind, device, name, line, gateway = 'main' } = config
  const draft = { ...fresh, kind, device, name, line, gateway, before: config }
  switch (config.kind) {
    case 'receipt-printer': {
      const { profile, columns, drawer, tills = [] } = config
      return { ...draft, profile, columns, drawer, tills }
    }
    case 'card-reader':
      return { ...draft, till: config.till ?? '', reader: config.reader }
    case 'customer-display':
      return { ...draft, till: config.till ?? '', display: config.profile }
    case 'reserved-line':
      return { ...draft, till: config.till ?? '', use: config.use }
    case 'barcode-scanner':
    case 'scale':
      return { ...draft, till: config.till ?? '' }
  }
}

/** Another kind: another name, and the line's usual settings. */
export function withKind(draft: Draft, kind: Kind): Draft {
  const { line } = draft
  const framed =
    line.kind === 'serial'
      ? ({ ...line, ...(kind === 'scale' ? sevenEven : eightNone) } as const)
      : line
  return named({ ...draft, kind, line: framed })
}

/** As it is sent; the hub says what is wrong with it, field by field. */
export function configOf(draft: Draft): object {
  const { kind, device, name, gateway, line } = draft
  const till = draft.till === '' ? null : draft.till
  const kept = draft.before?.kind === kind ? draft.before : {}
  const common = { ...kept, kind, device, name, gateway, line }
  switch (kind) {
    case 'receipt-printer': {
      const { profile, columns, drawer, tills } = draft
      return { ...common, profile, columns, drawer, tills }
    }
    case 'barcode-scanner':
      return { ...common, till }
    case 'card-reader':
      return { ...common, till, reader: draft.reader }
    case 'customer-display':
      return { ...common, till, profile: draft.display }
    case 'scale':
      return { ...common, till, protocol: 'mettler-8217' }
    case 'reserved-line':
      return { ...common, till, use: draft.use }
  }
}

const sevenEven = { dataBits: 7, parity: 'even', stopBits: 1 } as const
const eightNone = { dataBits: 8, parity: 'none', stopBits: 1 } as const

function named(draft: Omit<Draft, 'device' | 'name' | 'before'>): Draft {
  const { kind } = draft
  const device = freeName(kind)
  return {
    ...draft,
    before: null,
    device,
    name: `${t(`setup.kind.${kind}`)} ${/\d+$/.exec(device)?.[0]}`,
  }
}

function lineOf(port: FoundPort): Line {
  switch (port.kind) {
    case 'virtual':
      return { kind: 'virtual' }
    case 'usb':
      return { kind: 'usb', path: port.path }
    case 'serial':
      return { kind: 'serial', path: port.path, baudRate: 9600, flow: 'none', ...eightNone }
  }
}
