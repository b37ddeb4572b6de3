import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { checkReplica } from '#hub/replica/check.ts'
import { FeedSource } from '#hub/replica/feed-client.ts'
import { openReplica } from '#hub/replica/reader.ts'
import { startReplicaSync } from '#hub/replica/sync.ts'

/**
 * Reads a replica that may end its process, says what it met, and has it built anew:
 * `<folder> <source> <child> <product>`.
 */
const [dir = '', text = '', childEntry = '', product = ''] = process.argv.slice(2)
const source = FeedSource.parse(JSON.parse(text))
const file = readdirSync(dir).find((name) => name.endsWith('.db')) ?? ''
const checked = await checkReplica(source, `${dir}/${file}`, () => false)
const replica = openReplica({ dir, lookupKey: () => '' })
const wasPresent = replica.present
const met = name()
const reason = replica.damage()?.reason ?? null
await using _ = startReplicaSync({
  dir,
  replica,
  source: () => source,
  clock: () => Date.now(),
  random: () => 0.5,
  log: pino({ level: 'silent' }),
  childEntry,
})
for (let tries = 0; replica.damage() !== null && tries < 4000; tries += 1) await sleep(20)
process.stdout.write(
  JSON.stringify({ checked: checked.outcome, wasPresent, met, reason, now: name() }),
)

function name(): string {
  try {
    return replica.product(Number(product))?.name ?? 'none'
  } catch (error) {
    return String(error)
  }
}
