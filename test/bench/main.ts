import { writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { buildPagesWhenStale } from '#hub/packaging/build-pages.ts'
import { buildBundlesWhenStale } from '#hub/packaging/bundles.ts'
import { benchBacklog } from './backlog.ts'
import { benchCheckouts } from './checkouts.ts'
import type { Figure } from './figure.ts'
import { benchIngest } from './ingest.ts'
import { benchMembers } from './members.ts'
import { benchPrint } from './print.ts'
import { benchReports } from './reports.ts'

/**
 * `npm run bench [-- --large] [-- --json file] [-- name…]`: figures as ratios to a raw limit of the
 * same run. `--large` takes the sizes of design 12 where they need more than a few minutes.
 */
const benches = {
  backlog: benchBacklog,
  checkouts: benchCheckouts,
  ingest: benchIngest,
  members: benchMembers,
  print: benchPrint,
  reports: benchReports,
} as const

const args = process.argv.slice(2)
const large = args.includes('--large')
if (large) args.splice(args.indexOf('--large'), 1)
const jsonAt = args.indexOf('--json')
const jsonFile = jsonAt < 0 ? undefined : args.splice(jsonAt, 2)[1]
const wanted = args.length > 0 ? args : Object.keys(benches)
const unknown = wanted.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}, Linux ${release()}, Node ${process.version}`
console.log(machine)
await buildPagesWhenStale()
await buildBundlesWhenStale()
const figures: Figure[] = []
for (const name of wanted) figures.push(...(await benches[name as keyof typeof benches]({ large })))

const width = Math.max(...figures.map((figure) => figure.what.length))
for (const { what, measured, budget, met } of figures) {
  console.log(
    `${what.padEnd(width)}  ${measured.padEnd(56)}  ${budget.padEnd(28)}  ${met ? 'met' : 'MISSED'}`,
  )
}
if (jsonFile !== undefined) {
  writeFileSync(
    jsonFile,
    `${JSON.stringify({ machine, at: new Date().toISOString(), figures }, null, 2)}\n`,
  )
}
