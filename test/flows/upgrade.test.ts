import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { writeManifest } from '#hub/packaging/release.ts'
import { removeFolder } from '#test/support/remove-folder.ts'
import { addRelease, exitingProgram } from '../hub/packaging/small-box.ts'
import { openShop, type Shop, until } from '../support/shop.ts'
import type { TillClient } from '../support/till-client.ts'
import { newId } from '../support/till-client.ts'

const Health = z.object({
  selling: z.boolean(),
  /** Releases before the launcher do not say theirs. */
  version: z.string().default('1.0.0'),
  troubles: z.array(z.object({ code: z.string(), words: z.string() })),
})

/** `KASSA_TEST_OLD_RELEASE`: the `dist` of a release before this one, to switch from and back to. */
const old = process.env['KASSA_TEST_OLD_RELEASE']

test('a box is upgraded, goes back by command and by itself, and sells on each version [C]', {
  timeout: 180_000,
}, async () => {
  const box = await mkdtemp(join(tmpdir(), 'kassa-box-'))
  try {
    addRelease(box, '1.0.0', old)
    addMigration(addRelease(box, '1.1.0'), ofTomorrow)
    writeManifest(join(box, 'versions', '1.1.0'), '1.1.0')
    // The whole of a release, but its program ends as one with a missing module does.
    const broken = addRelease(box, 'broken')
    writeFileSync(join(broken, 'hub/main.js'), exitingProgram)
    writeManifest(broken, 'broken')

    const switchTo = (version: string) => switchOf(box, version)
    // Nothing runs on this box yet: the first switch only chooses.
    switchTo('1.0.0')
    const env = ['KASSA_START_SECONDS=30', 'KASSA_LOG=info']
    const launcher = ['/usr/bin/env', ...env, process.execPath, join(box, 'launcher/main.js')]
    const commands = Object.fromEntries(
      ['cloud', 'gateway'].map((name) => [name, [process.execPath, `dist/${name}/main.js`]]),
    )
    await using shop = await openShop({
      ports: { cloud: 0, hub: await freePort(), mqtt: await freePort(), devicePage: 0 },
      commands: { ...commands, hub: launcher },
    })
    const { client, shiftId } = await shop.openTill()
    const [product] = await client.products('text=ном&limit=1')
    if (product === undefined) throw new Error('the demo data has no product to sell')
    const sell = () => sellOne(client, { shiftId, productId: product.id })
    const saved: string[] = [await sell()]

    const downMs: number[] = []
    for (const [wanted, running] of [
      ['1.1.0', '1.1.0'],
      ['back', '1.0.0'],
    ] as const) {
      switchTo(wanted)
      const gone = performance.now()
      await runs(shop, running)
      downMs.push(Math.round(performance.now() - gone))
      saved.push(await sell())
      expect((await health(shop)).troubles).toEqual([])
    }
    // The version that works again found the journal as the newer one had left it.
    expect(hasMigration(shop, ofTomorrow.tag)).toBe(true)
    process.stdout.write(`switch to selling again: ${downMs.join(', ')} ms\n`)

    // What a box fell back to is told by releases that know of falling back.
    for (const bad of old === undefined ? ['broken'] : []) {
      switchTo(bad)
      const told = await until(
        `back from ${bad}`,
        async () => {
          const { version, selling, troubles } = await health(shop)
          const words = troubles.map((trouble) => trouble.words).join()
          return version === '1.0.0' && selling && words.includes(bad) && words
        },
        60_000,
      )
      expect(told).toBe(`Version ${bad} did not start: the hub works on with version 1.0.0.`)
      saved.push(await sell())
    }
    // The same words stand on the tills; a good switch takes them away.
    const { troubles } = await client.status()
    if (old === undefined) expect(troubles.map(({ code }) => code)).toEqual(['version-fell-back'])
    switchTo('1.1.0')
    await runs(shop, '1.1.0')
    expect((await health(shop)).troubles).toEqual([])
    saved.push(await sell())

    await until('all in the books', async () => (await receipts(shop)).length === saved.length)
    expect((await receipts(shop)).toSorted()).toEqual(saved.toSorted())
  } finally {
    removeFolder(box)
  }
})

/** What a later version may add to tables that this one reads and writes. */
const ofTomorrow = {
  tag: '9999_of_tomorrow',
  sql: [
    'ALTER TABLE `event` ADD `of_tomorrow` text',
    'ALTER TABLE `receipt` ADD `of_tomorrow` integer DEFAULT 7 NOT NULL',
    'CREATE INDEX `receipt_of_tomorrow` ON `receipt` (`of_tomorrow`)',
    'CREATE TABLE `tomorrow` (`id` integer PRIMARY KEY NOT NULL)',
  ].join(';--> statement-breakpoint\n'),
}

function addMigration(release: string, { tag, sql }: typeof ofTomorrow): void {
  const folder = join(release, 'hub/drizzle/hub')
  const path = join(folder, 'meta/_journal.json')
  const journal = z
    .looseObject({ entries: z.array(z.looseObject({ tag: z.string() })) })
    .parse(JSON.parse(readFileSync(path, 'utf8')))
  writeFileSync(join(folder, `${tag}.sql`), sql)
  writeFileSync(path, JSON.stringify({ ...journal, entries: [...journal.entries, { tag }] }))
}

function hasMigration(shop: Shop, tag: string): boolean {
  const journal = new Database(join(shop.dataDir, 'hub/journal.db'), { readonly: true })
  try {
    return journal.prepare('SELECT 1 FROM migration WHERE tag = ?').get(tag) !== undefined
  } finally {
    journal.close()
  }
}

function switchOf(box: string, version: string): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(box, 'launcher/switch.js'), version],
    { encoding: 'utf8' },
  )
  expect(stderr).toBe('')
  expect(status).toBe(0)
}

async function health(shop: Shop): Promise<z.infer<typeof Health>> {
  return Health.parse(await (await fetch(`${shop.hubUrl}/v1/health`)).json())
}

async function runs(shop: Shop, version: string): Promise<void> {
  await until(
    `version ${version} sells`,
    async () => {
      const answer = await health(shop)
      return answer.version === version && answer.selling
    },
    60_000,
  )
}

async function sellOne(
  client: TillClient,
  { shiftId, productId }: { readonly shiftId: string; readonly productId: number },
): Promise<string> {
  const basket = { lines: [{ id: 'a', productId, quantity: 1000 }] }
  const { total } = (await client.quote(basket)).priced
  const tenders = [{ kind: 'cash', given: total } as const]
  const sale = { id: newId(), shiftId, basket, total, tenders }
  const { id } = await client.sellUntilSaved(sale, 20_000)
  return id
}

async function receipts(shop: Shop): Promise<string[]> {
  const Receipts = z.object({ items: z.array(z.object({ id: z.string() })) })
  const page = Receipts.parse(await (await shop.cloud('/v1/receipts?limit=100')).json())
  return page.items.map(({ id }) => id)
}

/** The hub comes back on its port after each switch, so the port cannot be "any". */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
