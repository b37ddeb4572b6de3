import { writeFileSync } from 'node:fs'
import { buildPagesWhenStale } from '#hub/packaging/build-pages.ts'
import { buildBundlesWhenStale } from '#hub/packaging/bundles.ts'
import { benchBacklog } from './backlog.ts'
import { benchCheckouts } from './checkouts.ts'
import { benchFeedBytes } from './feed-bytes.ts'
import type { Figure } from './figure.ts'
import { benchGatewayMemory } from './gateway-memory.ts'
import { benchIngest } from './ingest.ts'
import { benchLedger } from './ledger.ts'
import { thisMachine, watchSteal } from './machine.ts'
import { benchMembers } from './members.ts'
import { benchPricing } from './pricing.ts'
import { benchPrint } from './print.ts'
import { benchReceipts } from './receipts.ts'
import { benchReports } from './reports.ts'
import { benchShiftClose } from './shift-close.ts'
import { lineOf } from './table.ts'
import { benchVouchers } from './vouchers.ts'

/**
 * `npm run bench [-- --large] [-- --json file] [-- name…]`: figures as ratios to a raw limit of the
 * same run. `--large` takes the sizes of design 12 where they need more than a few minutes.
 */
const benches = {
  backlog: benchBacklog,
  checkouts: benchCheckouts,
  'feed-bytes': benchFeedBytes,
  gateway: benchGatewayMemory,
  ingest: benchIngest,
  ledger: benchLedger,
  members: benchMembers,
  pricing: benchPricing,
  print: benchPrint,
  receipts: benchReceipts,
  reports: benchReports,
  'shift-close': benchShiftClose,
  vouchers: benchVouchers,
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

const machine = thisMachine()
const { cpu, system, disk, node, load } = machine
const versions = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`)
console.log(`${cpu}, ${system}, ${disk}, Node ${node}, load ${load}`)
console.log(`${['commit', machine.commit].join(' ')}, ${versions.join(', ')}`)
await buildPagesWhenStale()
await buildBundlesWhenStale()
const figures: Figure[] = []
const stolen: Record<string, number> = {}
for (const name of wanted) {
  console.log(`\n${name}`)
  const stolenShare = watchSteal()
  const found = await benches[name as keyof typeof benches]({ large })
  for (const figure of found) console.log(lineOf(figure))
  figures.push(...found)
  stolen[name] = stolenShare()
  console.log(`(${(stolen[name] * 100).toFixed(1)} % of the cores went to the host's other guests)`)
}
if (wanted.length > 1) {
  console.log('\nall')
  for (const figure of figures) console.log(lineOf(figure))
}
if (jsonFile !== undefined) {
  const at = new Date().toISOString()
  writeFileSync(jsonFile, `${JSON.stringify({ machine, at, stolen, figures }, null, 2)}\n`)
}
