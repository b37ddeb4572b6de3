import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeDurably } from '../../replica/pointer.ts'
import type { Journal } from '../journal.ts'

const tables = ['identity', 'till', 'device'] as const
const EVERY_MS = 30_000

const Cell = z.union([z.string(), z.number(), z.null()])
const Essentials = z.record(z.string(), z.array(z.record(z.string(), Cell)))
export type Essentials = z.infer<typeof Essentials>

/**
 * Few rows without which nobody sells, and which no event holds: who this hub is, which tills are
 * paired, which devices there are. A copy beside the journal (mode 0600), written when they change.
 */
export function startKeepingEssentials(path: string, journal: Journal): { stop: () => void } {
  let kept = ''
  const keep = (): void => {
    const rows = Object.fromEntries(
      tables.map((table) => [table, journal.read(`SELECT * FROM ${table}`, [])]),
    )
    // Moves every few seconds, and an older one only sends some events again.
    const steady = JSON.stringify(rows, (name, value: unknown) =>
      name === 'cloud_seq' ? undefined : value,
    )
    if (steady === kept || journal.identity() === null) return
    writeDurably(path, JSON.stringify(rows))
    kept = steady
  }
  keep()
  const timer = setInterval(keep, EVERY_MS)
  timer.unref()
  return {
    stop() {
      clearInterval(timer)
      keep()
    },
  }
}

/** Empty where the copy is missing or damaged too. */
export function readEssentials(path: string): Essentials {
  try {
    return Essentials.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return {}
  }
}
