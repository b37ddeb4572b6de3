import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { AppendResult } from '#hub/journal/job.ts'
import type { WalletGuard } from '#hub/value/guard.ts'
import type { FeedBalance } from '#shared/value/hub/overlay.ts'
import { moved, openWriter, receiptEvent, receiptJob, terms } from './open-writer.ts'

type Writer = ReturnType<typeof openWriter>

const runs = Number(process.env['KASSA_TEST_WALLET_RUNS'] ?? 25)
const folder = mkdtempSync(join(tmpdir(), 'kassa-local-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const amount = fc.integer({ min: 1, max: 60 })
const till = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('spend' as const), amount }) },
  fc.record({ do: fc.constant('earn' as const), amount }),
  fc.record({ do: fc.constant('give-back' as const), amount }),
  fc.record({ do: fc.constant('take-back' as const), amount }),
)
const step = fc.oneof(
  // What several tills save at once is one transaction of the journal.
  { weight: 5, arbitrary: fc.record({ tills: fc.array(till, { minLength: 1, maxLength: 4 }) }) },
  /** The replica has a newer state: of the journal so far, or a little before that. */
  fc.record({ loads: fc.integer({ min: 0, max: 150 }), behind: fc.nat({ max: 4 }) }),
  fc.constant({ kill: true as const }),
)

test('tills save no more together than the store had loaded, whatever they do at once and whenever it dies', {
  timeout: 20_000 + runs * 400,
}, () => {
  let files = 0
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let path = join(folder, `${(files += 1)}.db`)
      let writer = openWriter(path)
      let loaded: FeedBalance = { balance: 100, mark: { epoch: 1, seq: 0 } }
      for (const one of steps) {
        if ('kill' in one) {
          const next = join(folder, `${(files += 1)}.db`)
          writer = afterKill(writer, path, next)
          path = next
        } else if ('loads' in one) {
          const seq = Math.max(loaded.mark.seq, writer.state().head.seq - one.behind)
          loaded = { balance: one.loads, mark: { epoch: 1, seq } }
        } else {
          const before = movementsAfter(writer, loaded.mark.seq)
          const outcomes = saveAtOnce(writer, one.tills, loaded)
          expect(outcomes).toEqual(asItShouldBe(before, one.tills, loaded.balance))
        }
      }
      writer.database.close()
    }),
    { numRuns: runs },
  )
})

/** A killed process leaves its files as they are: the next one opens those. */
function afterKill(writer: Writer, path: string, next: string): Writer {
  for (const part of ['', '-wal']) {
    if (existsSync(path + part)) copyFileSync(path + part, next + part)
  }
  const reopened = openWriter(next, writer.state())
  writer.database.close()
  return reopened
}

type Till = typeof till extends fc.Arbitrary<infer T> ? T : never

function saveAtOnce(writer: Writer, tills: readonly Till[], loaded: FeedBalance): string[] {
  const jobs = tills.map(({ do: kind, amount: units }) => {
    if (kind !== 'spend') {
      const type = kind === 'earn' ? 'sale.closed' : 'sale.refunded'
      return receiptJob(receiptEvent(type, { movements: [moved({ kind, amount: units })] }))
    }
    const local = { account: 'a', amount: units, loaded }
    const { moment } = terms({ upper: null })
    const guard: WalletGuard = { kind: 'spend', parts: [], trust: null, local, epoch: 1, moment }
    const movements = [moved({ kind, amount: units, cover: 'local-balance' })]
    return receiptJob(receiptEvent('sale.closed', { movements }), guard)
  })
  return writer.write(...jobs).map((result) => (result as AppendResult).outcome)
}

interface Moved {
  readonly kind: string
  readonly amount: number
}

/** By the events alone. */
function movementsAfter({ sql }: Writer, seq: number): Moved[] {
  return sql('SELECT body FROM event WHERE seq > ? ORDER BY seq', [seq]).flatMap(([body]) => {
    return (JSON.parse(String(body)) as { envelope: { movements: Moved[] } }).envelope.movements
  })
}

/** In words: spends come out of what was loaded; what came in since only makes good what went out. */
function asItShouldBe(before: readonly Moved[], tills: readonly Till[], balance: number): string[] {
  const sum = { spend: 0, earn: 0, 'give-back': 0, 'take-back': 0 }
  const add = ({ kind, amount: units }: Moved) => (sum[kind as keyof typeof sum] += units)
  for (const one of before) add(one)
  return tills.map(({ do: kind, amount: units }) => {
    const lost = Math.max(0, sum['take-back'] - sum.earn - sum['give-back'])
    if (kind === 'spend' && sum.spend + units + lost > balance) return 'conflict'
    add({ kind, amount: units })
    return 'saved'
  })
}
