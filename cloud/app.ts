import { randomUUID } from 'node:crypto'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Logger } from 'pino'
import { MAX_PUSH_BYTES } from '#shared/contracts/sync.ts'
import { Failure } from '#shared/domain/failure.ts'
import { createAlarmRoutes } from './alarms/routes.ts'
import type { Backups } from './backup/backups.ts'
import { createBackupRoutes } from './backup/routes.ts'
import type { Groups } from './db/groups.ts'
import type { Disks } from './disk/disks.ts'
import { needsRoom } from './disk/needs-room.ts'
import { docsRoutes, openApi } from './docs.ts'
import type { Feeds } from './feed/feeds.ts'
import type { FeedFigures } from './feed/figures.ts'
import { createFeedRoutes } from './feed/routes.ts'
import { accessLog, type CloudEnv, createRouter, respondToError } from './http.ts'
import { createClaimRoute } from './hubs/claim-route.ts'
import type { HubStream } from './hubs/hub-stream.ts'
import { createHubRoutes } from './hubs/routes.ts'
import { createStreamRoute } from './hubs/stream-route.ts'
import { createImportRoutes, importBytesMax } from './import/routes.ts'
import { createIngest } from './journal/ingest.ts'
import { createJournalRoutes } from './journal/routes.ts'
import { authenticate } from './keys/authenticate.ts'
import { createKeyRoutes } from './keys/routes.ts'
import { createClosedBooksRoutes } from './ledger/closed-books-routes.ts'
import { createLedgerRoutes } from './ledger/routes.ts'
import { createMasterdataRoutes } from './masterdata/routes.ts'
import { consoleRoutes } from './pages.ts'
import { createPinRoutes } from './pins/routes.ts'
import { createPricingRoutes } from './pricing/routes.ts'
import { createPromotionRoutes } from './promotions/routes.ts'
import { createReceiptRoutes } from './receipts/routes.ts'
import { createLiabilityRoutes } from './reports/liability-routes.ts'
import { createReportRoutes } from './reports/routes.ts'
import { createAccountRoutes } from './value/account-routes.ts'
import { createHoldRoutes } from './value/hold-routes.ts'
import { createHubLines } from './value/hub-lines.ts'
import { createLeaseRoutes } from './value/lease-routes.ts'
import { createPointsInCashRoutes } from './value/points-in-cash-routes.ts'
import { createPointsItemRoutes } from './value/points-item-routes.ts'
import { createPolicyRoutes } from './value/policy-routes.ts'
import { createProgrammeRoutes } from './value/programme-routes.ts'
import { createRecoveryRoutes } from './value/recovery-routes.ts'
import { createRefundGrantRoutes } from './value/refund-grant-routes.ts'
import { createSoldReceiptRoutes } from './value/sold-receipt-routes.ts'
import { createTrustRoutes } from './value/trust-routes.ts'
import { createBatchRoutes } from './vouchers/batch-routes.ts'
import { createVoucherRoutes } from './vouchers/voucher-routes.ts'

export interface CloudDeps {
  readonly groups: Groups
  readonly feeds: Feeds
  readonly feedFigures: FeedFigures
  readonly hubStream: HubStream
  readonly backups: Backups
  readonly disks: Disks
  readonly clock: () => number
  readonly log: Logger
}

/** The whole program on one screen. */
export function createCloudApp(deps: CloudDeps): OpenAPIHono<CloudEnv> {
  const app = createRouter()
  app.onError(respondToError)
  app.notFound((c) => respondToError(new Failure('not-found', `No route ${c.req.path}.`), c))
  app.use(accessLog(deps.log, randomUUID))
  app.use('/v1/*', limitedBody)

  app.get('/health', (c) => {
    const { level, freeBytes, reserve } = deps.disks.now()
    return c.json({ ok: true, disk: { level, freeBytes, reserve } })
  })
  openApi(app)
  app.route('/docs', docsRoutes())

  app.route('/v1', createClaimRoute(deps))

  // Routes above this line need no key.
  app.use('/v1/*', async function authenticated(c, next) {
    const isLocal = c.req.path.startsWith('/v1/feeds/')
    c.set('caller', await authenticate(deps.groups, c.req.header('authorization'), { isLocal }))
    await next()
  })
  app.use('/v1/*', needsRoom(deps.disks))
  const lines = createHubLines(deps)
  const { deliver } = lines
  const features = [
    createKeyRoutes(deps),
    createMasterdataRoutes(),
    createImportRoutes(deps),
    createHubRoutes(deps),
    createStreamRoute(deps),
    createFeedRoutes(deps),
    createJournalRoutes({ ...deps, deliver, ingest: createIngest({ ...deps, deliver }) }),
    createAlarmRoutes(deps),
    createReceiptRoutes(),
    createLedgerRoutes(),
    createClosedBooksRoutes(deps.clock),
    createReportRoutes(),
    createLiabilityRoutes(),
    createPricingRoutes(deps),
    createPromotionRoutes(deps),
    createProgrammeRoutes(deps),
    createPointsItemRoutes(),
    createAccountRoutes({ ...deps, lines }),
    createPinRoutes({ ...deps, lines }),
    createLeaseRoutes(deps),
    createHoldRoutes(deps),
    createPolicyRoutes(deps.clock),
    createBatchRoutes('coupon', { ...deps, lines }),
    createBatchRoutes('gift-card', { ...deps, lines }),
    createVoucherRoutes('coupon', { ...deps, lines }),
    createVoucherRoutes('gift-card', { ...deps, lines }),
    createSoldReceiptRoutes(),
    createRefundGrantRoutes(deps),
    createTrustRoutes(deps.clock),
    createPointsInCashRoutes(deps.clock),
    createRecoveryRoutes(),
    createBackupRoutes(deps),
  ]
  for (const feature of features) app.route('/v1', feature)

  app.route('/', consoleRoutes())
  return app
}

const oneMiB = 1024 * 1024
const bodyLimits = [
  ['/v1/journal/', MAX_PUSH_BYTES],
  ['/v1/import/', importBytesMax],
  ['/v1/', oneMiB],
] as const

const limitedBody: MiddlewareHandler<CloudEnv> = async function limitedBody(c, next) {
  const [, maxSize = oneMiB] = bodyLimits.find(([prefix]) => c.req.path.startsWith(prefix)) ?? []
  return await bodyLimit({
    maxSize,
    onError: () => {
      throw new Failure('too-large', `The body is larger than ${maxSize} bytes; send it in parts.`)
    },
  })(c, next)
}
