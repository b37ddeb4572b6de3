import type { DeviceConfig } from '#shared/contracts/device.ts'
import type { VirtualLines } from '../lines/virtual.ts'
import { letteringOf } from '../printer/lettering.ts'
import { profileOf } from '../printer/profiles.ts'
import type { CableEnd } from './cable-end.ts'
import { createVirtualCardReader, type VirtualCardReader } from './card-reader.ts'
import { pageTableOfProfile } from './code-pages.ts'
import { createVirtualDisplay, type VirtualDisplay } from './display.ts'
import { createVirtualPrinter, type VirtualPrinter } from './printer.ts'
import { createVirtualScale, type VirtualScale } from './scale.ts'
import { createVirtualScanner, type VirtualScanner } from './scanner.ts'

/** The virtual devices of this gateway: those whose configured line is `virtual`. */
export interface VirtualDevices {
  /** Plugs the device in when its line is `virtual`, unplugs it when no longer; idempotent. */
  ensure(config: DeviceConfig): void
  remove(device: string): void
  printer(device: string): VirtualPrinter | undefined
  scanner(device: string): VirtualScanner | undefined
  cardReader(device: string): VirtualCardReader | undefined
  display(device: string): VirtualDisplay | undefined
  scale(device: string): VirtualScale | undefined
  onChange(listener: (device: string) => void): () => void
}

interface Plugged {
  readonly printer?: VirtualPrinter
  readonly scanner?: VirtualScanner
  readonly cardReader?: VirtualCardReader
  readonly display?: VirtualDisplay
  readonly scale?: VirtualScale
  readonly sameAs: string
  readonly unplug: () => void
}

export function createVirtualDevices(deps: {
  readonly lines: VirtualLines
  readonly clock: () => number
}): VirtualDevices {
  const pluggedByDevice = new Map<string, Plugged>()
  const listeners = new Set<(device: string) => void>()
  return {
    ensure,
    remove,
    printer: (device) => pluggedByDevice.get(device)?.printer,
    scanner: (device) => pluggedByDevice.get(device)?.scanner,
    cardReader: (device) => pluggedByDevice.get(device)?.cardReader,
    display: (device) => pluggedByDevice.get(device)?.display,
    scale: (device) => pluggedByDevice.get(device)?.scale,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function ensure(config: DeviceConfig): void {
    const { device } = config
    if (config.line.kind !== 'virtual') return remove(device)
    const sameAs = modelOf(config)
    if (pluggedByDevice.get(device)?.sameAs === sameAs) return
    remove(device)
    pluggedByDevice.set(device, { ...plugIn(config), sameAs })
    changed(device)
  }

  function plugIn(config: DeviceConfig): Omit<Plugged, 'sameAs'> {
    const { device } = config
    switch (config.kind) {
      case 'receipt-printer': {
        const maker = config.profile.startsWith('epson') ? 'epson' : 'clone'
        const printer = createVirtualPrinter({
          maker,
          pages: pageTableOfProfile(config.profile, maker),
          ...paperColumns(config),
          clock: deps.clock,
        })
        printer.onChange(() => changed(device))
        const unplug = deps.lines.register(device, (end) => printer.attach(end))
        return {
          printer,
          unplug: () => {
            unplug()
            printer.setPower('off')
          },
        }
      }
      case 'barcode-scanner': {
        const scanner = createVirtualScanner(() => changed(device))
        return { scanner, unplug: plugEnd(device, scanner) }
      }
      case 'card-reader': {
        const cardReader = createVirtualCardReader(config, () => changed(device))
        return { cardReader, unplug: plugEnd(device, cardReader) }
      }
      case 'customer-display': {
        const display = createVirtualDisplay(config, () => changed(device))
        return { display, unplug: plugEnd(device, display) }
      }
      case 'reserved-line':
        return { unplug: () => undefined }
      case 'scale': {
        const scale = createVirtualScale(() => changed(device))
        return { scale, unplug: plugEnd(device, scale) }
      }
    }
  }

  function plugEnd(device: string, end: CableEnd): () => void {
    const unplug = deps.lines.register(device, (far) => end.attach(far))
    return () => {
      unplug()
      end.detach()
    }
  }

  function remove(device: string): void {
    const plugged = pluggedByDevice.get(device)
    if (plugged === undefined) return
    pluggedByDevice.delete(device)
    plugged.unplug()
    changed(device)
  }

  function changed(device: string): void {
    for (const listener of listeners) listener(device)
  }
}

/** A renamed device keeps its paper; another model is another device. */
function modelOf(config: DeviceConfig): string {
  switch (config.kind) {
    case 'receipt-printer':
      return `${config.kind} ${config.profile} ${config.columns}`
    case 'card-reader':
      return `${config.kind} ${config.reader} ${config.lrc}`
    case 'customer-display':
      return `${config.kind} ${config.profile} ${JSON.stringify(config.codePage)}`
    case 'barcode-scanner':
    case 'scale':
    case 'reserved-line':
      return config.kind
  }
}

/** Narrow paper stays narrow, whatever the operator typed in. */
function paperColumns(config: Extract<DeviceConfig, { kind: 'receipt-printer' }>) {
  const of = (font: 'A' | 'B') => {
    return letteringOf(profileOf(config.profile), { columns: config.columns, font }).columns
  }
  return { columns: of('A'), columnsB: of('B') }
}
