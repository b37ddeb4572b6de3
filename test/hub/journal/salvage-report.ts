/** Run as a process of its own: mends a journal and says what that took. */
import { dirname, join } from 'node:path'
import { salvageJournal } from '#hub/journal/salvage/salvage.ts'

const journal = process.argv[2] ?? ''
const folder = dirname(journal)
const startedAt = performance.now()
const essentials = join(folder, 'essentials.json')
const { kept } = salvageJournal({ journal, essentials }, join(folder, 'damaged'))
const tookMs = Math.round(performance.now() - startedAt)
// KiB on Linux.
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
process.stdout.write(JSON.stringify({ kept, peakMiB, tookMs }))
