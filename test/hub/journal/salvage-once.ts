/** Run as a process of its own: mends a journal when a line comes, and may be killed meanwhile. */
import { once } from 'node:events'
import { openSoundJournal } from '#hub/journal/salvage/open-sound-journal.ts'

const path = process.argv[2] ?? ''
process.stdout.write('ready\n')
await once(process.stdin, 'data')
const sound = await openSoundJournal({
  path,
  onFatal: () => process.exit(70),
  wall: () => Date.now(),
})
await sound.close()
process.exit(0)
