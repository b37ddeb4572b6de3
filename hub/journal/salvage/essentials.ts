import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeDurably } from '../../disk/durable.ts'
import type { Journal } from '../journal.ts'

const tables = ['identity', 'till', 'device'] as const
const EVERY_MS = 30_000

const Cell = z.union([z.string(), z.number(), z.null()])
const Essentials = z.record(z.string(), z.array(z.record(z.string(), Cell)))
export type Essentials = z.infer<typeof Essentials>

/**
 * Few rows without which nobody sells, and which no event holds: who this hub is, which tills are
 * paired, which devices there are; and where the journal begins. A copy beside the journal (mode 0600), written when they change.
 */
export function startKeepingEssentials(path: string, journal: Journal): { stop: () => void } {
  let kept = ''
  const keep = (): void => {
    const rows = {
      ...Object.fromEntries(
        tables.map((table) => [table, journal.read(`SELECT * FROM ${table}`, [])]),
      ),
      pruned: journal.read('SELECT coalesce(min(seq), 1) AS first_seq FROM event', []),
    }
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

/** The journal is pruned below; null where an older program wrote the copy, or none is there. */
export function firstSeqOf(essentials: Essentials): number | null {
  const firstSeq = essentials['pruned']?.[0]?.['first_seq']
  return typeof firstSeq === 'number' ? firstSeq : null
}

/** Empty where the copy is missing or damaged too. */
export function readEssentials(path: string): Essentials {
  try {
    return Essentials.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return {}
  }
}
