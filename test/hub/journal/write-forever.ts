/** Run as a process of its own: answers each saved event on stdout, until it is killed. */
import { openJournal } from '#hub/journal/journal.ts'
import { identity, newEvent } from './open-journal.ts'

const path = process.argv[2] ?? ''
const journal = await openJournal({ path, onFatal: () => process.exit(70) })
if (journal.identity() === null) await journal.adopt(identity)
for (;;) {
  const events = Array.from({ length: 8 }, () => newEvent({ sale: true }))
  await Promise.all(
    events.map(async (event) => {
      const result = await journal.append(event)
      if (result.outcome === 'saved')
        process.stdout.write(`${event.envelope.id} ${result.number}\n`)
    }),
  )
}
