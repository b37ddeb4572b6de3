import { randomUUID } from 'node:crypto'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Logger } from 'pino'
import { Failure } from '#shared/domain/failure.ts'
import type { Position } from '#shared/journal/record.ts'
import type { Backups } from './backup/backups.ts'
import { backupRoutes } from './backup/routes.ts'
import { createParked } from './baskets/parked.ts'
import { basketRoutes } from './baskets/routes.ts'
import { type Claimable, claimRoutes } from './cloud-link/claim-routes.ts'
import type { CloudState } from './cloud-link/state.ts'
import type { Counter } from './counter.ts'
import type { Devices } from './devices/devices.ts'
import { docsRoutes, openApi } from './docs.ts'
import type { Health } from './health/health.ts'
import { healthRoutes } from './health/routes.ts'
import { accessLog, createRouter, type HubEnv, limitBody, respondToError } from './http.ts'
import type { Live } from './live/live.ts'
import { liveRoutes } from './live/routes.ts'
import { pageRoutes } from './pages.ts'
import { printRoutes } from './print/routes.ts'
import type { Prints } from './prints.ts'
import { createLookups } from './products/lookups.ts'
import { lookupRoutes } from './products/routes.ts'
import { type AskPlaces, createKeptPlaces, type KeptPlaces } from './sales/kept-places.ts'
import { type AskSold, createOriginals } from './sales/originals.ts'
import { createQuotes } from './sales/quotes.ts'
import { createReceipts, type Receipts } from './sales/receipts.ts'
import { salesRoutes } from './sales/routes.ts'
import { shiftRoutes } from './shifts/routes.ts'
import { createShifts, type Shifts } from './shifts/shifts.ts'
import type { Shop } from './shop.ts'
import { needsAdmin, needsTill } from './tills/authenticate.ts'
import { deviceRoutes } from './tills/device-routes.ts'
import { pairingRoutes, tillRoutes } from './tills/routes.ts'
import { type Setup, setupRoutes } from './tills/setup-routes.ts'
import { createStatus, type Status } from './tills/status.ts'
import { createTills, type Tills } from './tills/tills.ts'
import { weighRoutes } from './tills/weigh-routes.ts'
import { hearsWitness } from './tills/witnesses.ts'
import type { Value } from './value/value.ts'
import { voucherRoutes } from './vouchers/routes.ts'
import { createVouchers } from './vouchers/vouchers.ts'

export interface HubDeps {
  readonly shop: Shop
  readonly prints: Prints
  /** Customer displays and scales; a hub without them sells all the same. */
  readonly counter?: Counter
  readonly live: Live
  readonly cloud: CloudState
  readonly cloudSeq: () => number
  readonly cloudMark: () => Position | null
  /** Receipts of other stores. */
  readonly askSold: AskSold
  /** From where the books have what tills bring. */
  readonly askPlaces: AskPlaces
  /** A till saw more than this disk holds. */
  readonly onOldImage: () => void
  readonly value: Value
  readonly replicaAt: () => number | null
  /** Null until the hub is claimed: hardware has no store to belong to before. */
  readonly devices: () => Devices | null
  /** What gateways find, and tries of devices; absent or null where there is no hardware. */
  readonly setup?: () => Setup | null
  /** How it becomes a store's hub; absent where it always was one. */
  readonly claimable?: Claimable
  readonly health: Health
  /** Of the program; a clone that was never released has none. */
  readonly version?: string
  readonly backups: Backups
  readonly adminToken: string
  readonly log: Logger
}

export interface HubApp {
  readonly app: OpenAPIHono<HubEnv>
  readonly tills: Tills
  readonly status: Status
  readonly receipts: Receipts
  readonly shifts: Shifts
  readonly keptPlaces: KeptPlaces
}

/** The whole program on one screen. */
export function createHubApp(deps: HubDeps): HubApp {
  const { shop, prints, live, health, value } = deps
  const tills = createTills(shop)
  const status = createStatus(deps)
  const receipts = createReceipts(deps)
  const shifts = createShifts({ shop, prints, disk: health.disk })
  const quotes = createQuotes(deps)
  const originals = createOriginals({ receipts, refunds: value.refunds, ask: deps.askSold })
  const keptPlaces = createKeptPlaces({
    shop,
    ask: deps.askPlaces,
    onLearned: value.placesLearned,
    onProblem: (err) => deps.log.warn({ err }, 'where the books have kept sales is not known yet'),
  })
  const sales = {
    shop,
    shifts,
    quotes,
    receipts,
    originals,
    keptPlaces,
    prints,
    counter: deps.counter,
    live,
    value,
    disk: health.disk,
  }

  const app = createRouter()
  app.onError(respondToError(deps.log))
  app.notFound(async (c) =>
    respondToError(deps.log)(new Failure('not-found', `no route ${c.req.method} ${c.req.path}`), c),
  )
  app.use(accessLog(deps.log, randomUUID))
  app.use('/v1/*', limitBody)

  openApi(app)
  app.route('/docs', docsRoutes())
  app.use('/v1/claim', needsAdmin(deps.adminToken))
  app.use('/v1/pairing-codes', needsAdmin(deps.adminToken))
  app.use('/v1/backups', needsAdmin(deps.adminToken))
  app.use('/v1/backups/*', needsAdmin(deps.adminToken))
  app.use('/v1/devices', needsAdmin(deps.adminToken))
  app.use('/v1/devices/*', needsAdmin(deps.adminToken))
  app.use('/v1/print-jobs', needsAdmin(deps.adminToken))
  app.use('/v1/print-jobs/*', needsAdmin(deps.adminToken))
  app.use('/v1/found-devices', needsAdmin(deps.adminToken))
  app.use('/v1/found-devices/*', needsAdmin(deps.adminToken))
  app.route('/v1', healthRoutes({ shop, health, version: deps.version ?? 'unreleased' }))
  app.route('/v1', claimRoutes(shop, deps.claimable ?? null))
  app.route('/v1', backupRoutes(deps.backups))
  app.route('/v1', pairingRoutes({ tills }))
  app.route('/v1', deviceRoutes(deps.devices, prints))
  app.route(
    '/v1',
    printRoutes({ devices: deps.devices, queue: prints.queue, profile: shop.profile }),
  )
  app.route(
    '/v1',
    setupRoutes(() => deps.setup?.() ?? null, tills.codes),
  )
  app.route('/v1', liveRoutes({ live, tills, status }))

  // Routes below this line belong to a paired till.
  app.use('/v1/*', needsTill({ shop, tills }))
  app.use('/v1/*', hearsWitness({ ...deps, onHeard: value.hearTill }))
  app.route('/v1', tillRoutes({ shop, tills, status }))
  app.route(
    '/v1',
    lookupRoutes({ lookups: createLookups(shop.replica, value), replica: shop.replica }),
  )
  app.route('/v1', voucherRoutes({ shop, value, vouchers: createVouchers({ shop, value }) }))
  app.route('/v1', salesRoutes(sales))
  if (deps.counter !== undefined) app.route('/v1', weighRoutes(deps.counter))
  app.route('/v1', shiftRoutes(sales))
  app.route('/v1', basketRoutes(createParked({ shop, live, value })))

  app.route('/setup', pageRoutes('setup'))
  app.route('/', pageRoutes('till'))
  return { app, tills, status, receipts, shifts, keptPlaces }
}
