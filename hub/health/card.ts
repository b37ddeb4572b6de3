import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** How old and how worn the disk is that holds the hub's data (spine C); null = nobody tells. */
export interface Card {
  /** When the hub's folder was made on it. */
  readonly inUseSince: number | null
  /** Year and month of its making, `YYYY-MM`. */
  readonly madeOn: string | null
  /** Of its rated writes, rounded up to tens; 110 = more than it was made for. */
  readonly usedPercent: number | null
  /** Blocks that it has left to put in the place of bad ones. */
  readonly spare: 'normal' | 'low' | 'out' | null
}

const READ_EVERY_MS = 3600 * 1000
/** From here on it may fail any day. */
const WORN_PERCENT = 100

/** Reads what eMMC and SD cards say through the kernel; it changes by the month, so it is kept. */
export function createCard(
  folder: string,
  { sys = '/sys', uptimeMs = () => performance.now() } = {},
): () => Card {
  let known: { readonly at: number; readonly card: Card } | undefined
  return () => {
    const at = uptimeMs()
    if (known === undefined || at - known.at >= READ_EVERY_MS) {
      known = { at, card: readCard(folder, sys) }
    }
    return known.card
  }
}

export function isWorn({ usedPercent, spare }: Card): boolean {
  return (usedPercent ?? 0) >= WORN_PERCENT || spare === 'low' || spare === 'out'
}

function readCard(folder: string, sys: string): Card {
  const { dev, birthtimeMs } = statSync(folder)
  const device = deviceOf(dev, sys)
  const read = (name: string) => (device === null ? '' : textOf(join(device, name)))
  return {
    // Some file systems do not keep it.
    inUseSince: birthtimeMs > 0 ? Math.round(birthtimeMs) : null,
    madeOn: read('date').replace(/^(\d\d)\/(\d{4})$/, '$2-$1') || null,
    usedPercent: usedPercentOf(read('life_time')),
    spare: spares[Number(read('pre_eol_info') || 0)] ?? null,
  }
}

const spares = [null, 'normal', 'low', 'out'] as const

/** Two numbers, of its faster and its slower cells, each in tenths; 0 = it does not tell. */
function usedPercentOf(lifeTime: string): number | null {
  const tenths = Math.max(0, ...lifeTime.split(/\s+/).map((part) => Number(part) || 0))
  return tenths === 0 ? null : tenths * 10
}

/** Of the disk under a device number, be that the disk or a part of it; null for what is no disk. */
function deviceOf(dev: number, sys: string): string | null {
  const major = (dev >>> 8) & 0xfff
  const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00)
  const link = join(sys, 'dev', 'block', `${major}:${minor}`)
  if (!existsSync(link)) return null
  const path = realpathSync(link)
  return join(existsSync(join(path, 'partition')) ? dirname(path) : path, 'device')
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    // Each kind of disk has its own files.
    return ''
  }
}
