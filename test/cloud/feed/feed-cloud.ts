import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MiddlewareHandler } from 'hono'
import { pino } from 'pino'
import { createGroups } from '#cloud/db/groups.ts'
import type { GroupDatabase } from '#cloud/db/open.ts'
import { enqueue } from '#cloud/db/outbox.ts'
import { readCursor } from '#cloud/feed/cursor.ts'
import { createFeeds, type Feeds } from '#cloud/feed/feeds.ts'
import { type FeedFigures, openFeedFigures } from '#cloud/feed/figures.ts'
import { feedPaths } from '#cloud/feed/paths.ts'
import type { Poke } from '#cloud/feed/projector.ts'
import { createFeedRoutes } from '#cloud/feed/routes.ts'
import { type CloudEnv, createRouter, respondToError } from '#cloud/http.ts'
import { hub } from '#cloud/hubs/schema.ts'
import { authenticate } from '#cloud/keys/authenticate.ts'
import { formatKey, newKey } from '#cloud/keys/key-text.ts'
import { insertKey } from '#cloud/keys/store.ts'
import * as hq from '#cloud/masterdata/schema.ts'
import { startServing } from '#cloud/serve.ts'
import { putMigratedBooks } from '#test/support/migrated-books.ts'

export interface FeedCloud extends AsyncDisposable {
  readonly folder: string
  readonly url: string
  readonly group: GroupDatabase
  readonly feeds: Feeds
  /** Hub tokens of company 1 and of company 2. */
  readonly token: string
  readonly otherToken: string
  readonly adminKey: string
  readonly pokes: Poke[]
  readonly feedFigures: FeedFigures
  feedUrl(): Promise<string>
  /** One HQ transaction and its outbox rows. */
  addProducts(from: number, count: number, price?: number): Promise<void>
  setPrice(id: number, listPrice: number): Promise<void>
  /** Waits until the open feeds hold everything urgent of the outbox. */
  projected(): Promise<void>
}

export interface FeedCloudOptions {
  readonly folder?: string
  readonly clock?: () => number
  readonly uptime?: () => number
  /** At the commit itself. */
  readonly onPoke?: (poke: Poke) => void
  readonly before?: MiddlewareHandler<CloudEnv>
  readonly balances?: { readonly windowMinMs: number; readonly bytesPerHubAndDay: number }
}

/** The feed's part of the cloud on a real port, with two companies of one group. */
export async function startFeedCloud(options: FeedCloudOptions = {}): Promise<FeedCloud> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'kassa-feed-'))
  const log = pino({ level: process.env['KASSA_LOG'] ?? 'silent' })
  const groups = createGroups({ folder })
  await putMigratedBooks(folder, 'nom')
  const group = await groups.create('nom')
  if ((await group.db.select().from(hq.company)).length === 0) await seed(group)
  const tokens = await issueTokens(group)
  const pokes: Poke[] = []
  const feeds = createFeeds({
    folder,
    clock: options.clock ?? Date.now,
    ...(options.uptime ? { uptime: options.uptime } : {}),
    log,
    onCommit(_, poke) {
      pokes.push(poke)
      options.onPoke?.(poke)
    },
    ...(options.balances ? { balances: options.balances } : {}),
  })
  const feedFigures = openFeedFigures({ folder, clock: options.clock ?? Date.now })
  const app = createRouter()
  app.onError(respondToError)
  app.use(async (c, next) => {
    c.set('log', log)
    c.set('requestId', 'r')
    await next()
  })
  if (options.before) app.use(options.before)
  app.use('/v1/*', async (c, next) => {
    c.set('caller', await authenticate(groups, c.req.header('authorization')))
    await next()
  })
  app.route('/v1', createFeedRoutes({ feeds, feedFigures, clock: Date.now }))
  const serving = await startServing({ fetch: app.fetch, host: '127.0.0.1', port: 0 })

  const projected = async () => {
    await feeds.of(group, 1)
    const [newest] = group.readHot().prepare('SELECT coalesce(max(id), 0) FROM outbox').all()
    const isDone = (file: string) => {
      // A feed that is being built anew has none yet.
      if (!existsSync(join(folder, file))) return false
      const paths = feedPaths(folder, file.replace('.cursor.json', ''))
      return readCursor(paths).urgent >= Number(newest?.[0])
    }
    // Each feed follows by itself.
    const cursors = readdirSync(folder).filter((file) => file.endsWith('.cursor.json'))
    while (!cursors.every(isDone)) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    folder,
    url: serving.url,
    group,
    feeds,
    ...tokens,
    pokes,
    feedFigures,
    feedUrl: async () => `${serving.url}/v1/feeds/${await feeds.feedIdOf(group, 1)}`,
    addProducts: (from, count, price = 1000_00) =>
      group.write(async (tx) => {
        const ids = Array.from({ length: count }, (_, index) => from + index)
        for (let start = 0; start < ids.length; start += 500) {
          const part = ids.slice(start, start + 500)
          await tx.insert(hq.productTemplate).values(part.map((id) => templateRow(id)))
          await tx.insert(hq.product).values(part.map((id) => productRow(id, price)))
          await tx
            .insert(hq.barcode)
            .values(part.map((id) => ({ companyId: 1, productId: id, barcode: `46000${id}` })))
        }
        await enqueue(
          tx,
          ids.map((entityId) => ({ companyId: 1, entity: 'product', entityId, class: 'urgent' })),
        )
      }),
    setPrice: (id, listPrice) =>
      group.writeHot((hot) => {
        hot.prepare('UPDATE product SET list_price = ? WHERE id = ?').run(listPrice, id)
        hot
          .prepare(
            "INSERT INTO outbox (company_id, entity, entity_id, class) VALUES (1, 'product', ?, 'urgent')",
          )
          .run(id)
      }),
    projected,
    [Symbol.asyncDispose]: async () => {
      await serving.close()
      await feeds.close()
      await feedFigures.close()
      await groups.close()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function seed(group: GroupDatabase): Promise<void> {
  await group.write(async (tx) => {
    for (const id of [1, 2]) {
      await tx.insert(hq.company).values({
        id,
        code: `C${id}`,
        name: 'Ном ХХК',
        currency: 'MNT',
        language: 'mn',
        phonePrefix: '+976',
      })
      await tx.insert(hq.store).values({
        id,
        companyId: id,
        code: `S${id}`,
        name: 'Салбар',
        timeZone: 'Asia/Ulaanbaatar',
        cashAccount: '1000',
        bankAccount: '1100',
      })
      await tx.insert(hq.vatGroup).values({
        id,
        companyId: id,
        code: 'VAT10',
        name: 'НӨАТ 10 %',
        taxType: 'VAT_ABLE',
        vatRate: 1000,
      })
      await tx
        .insert(hq.category)
        .values({ id, companyId: id, kind: 'product', code: 'BOOK', name: 'Ном' })
      await tx.insert(hub).values({
        id,
        companyId: id,
        storeId: id,
        name: `hub ${id}`,
        epoch: 1,
        state: 'active',
        stateReason: '',
        claimedAt: 0,
      })
    }
  })
}

async function issueTokens(group: GroupDatabase) {
  const issue = async (scope: 'hub' | 'admin', hubId?: number) => {
    const parts = newKey('nom')
    const key = { parts, name: 'test', scopes: [scope], at: 0 }
    await group.write((tx) => insertKey(tx, hubId === undefined ? key : { ...key, hubId }))
    return formatKey(parts)
  }
  return {
    token: await issue('hub', 1),
    otherToken: await issue('hub', 2),
    adminKey: await issue('admin'),
  }
}

function templateRow(id: number) {
  return { id, companyId: 1, code: `T${id}`, name: `Ном ${id}` }
}

function productRow(id: number, listPrice: number) {
  return {
    id,
    companyId: 1,
    templateId: id,
    code: `P${id}`,
    name: `Ном ${id}`,
    search: '',
    categoryId: 1,
    vatGroupId: 1,
    uom: 'pcs',
    listPrice,
  }
}
