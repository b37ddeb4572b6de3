import { pino } from 'pino'
import { FeedSource } from '#hub/replica/feed-client.ts'
import { openReplica } from '#hub/replica/reader.ts'
import { startReplicaSync } from '#hub/replica/sync.ts'

/** The hub's part of replication as a process that a test may kill: `<folder> <source> <child>`. */
const [dir = '', text = '', childEntry = ''] = process.argv.slice(2)
const source = FeedSource.parse(JSON.parse(text))
startReplicaSync({
  dir,
  replica: openReplica({ dir, lookupKey: () => '' }),
  source: () => source,
  clock: () => Date.now(),
  random: () => 0.5,
  log: pino({ level: 'silent' }),
  childEntry,
})
