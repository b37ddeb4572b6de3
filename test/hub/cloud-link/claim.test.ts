import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { createBackoff } from '#hub/cloud-link/backoff.ts'
import { type Claim, startClaim } from '#hub/cloud-link/claim.ts'
import { openClaimFile } from '#hub/cloud-link/claim-file.ts'
import { type Claimable, claimRoutes } from '#hub/cloud-link/claim-routes.ts'
import { createCloudClient } from '#hub/cloud-link/cloud-client.ts'
import type { Journal } from '#hub/journal/journal.ts'
import { ClaimState } from '#shared/contracts/claim.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { storeProfile } from '#test/support/feed.ts'
import { identity, openTestJournal } from '../journal/open-journal.ts'
import { ADMIN_TOKEN, openTestHub } from '../open-hub.ts'
import { openFakeCloud } from './fake-cloud.ts'

const code = 'nom-ABCD1234'
const { profile: _, ...known } = identity
const claimed = { status: 200, body: { ...known, profile: storeProfile(), cloudTime: 1 } }
const refusal = (status: number, detail: string) => {
  return { status, body: { type: 'x', title: 'x', status, detail } }
}

const folder = mkdtempSync(join(tmpdir(), 'kassa-claim-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let boxes = 0
const newFile = () => {
  boxes += 1
  return join(folder, `claim-${boxes}.json`)
}

interface Wish {
  readonly journal: Journal
  readonly path: string
  readonly code?: string
  /** Of the setting. */
  readonly cloudUrl?: string
}

function start({ journal, path, code: typed, cloudUrl }: Wish) {
  const file = openClaimFile(path, cloudUrl)
  const claim = startClaim({
    code: typed,
    file,
    name: 'hub',
    client: createCloudClient(file.cloudUrl),
    journal,
    backoff: createBackoff(() => 1, { firstMs: 20, maxMs: 50 }),
    log: pino({ level: 'silent' }),
  })
  return { claim, file }
}

test('a hub asks until the cloud answers its claim, and keeps what it got', async () => {
  await using files = await openTestJournal(false)
  await using cloud = await openFakeCloud()
  const box = { code, path: newFile(), cloudUrl: cloud.url }
  const { claim } = start({ ...box, journal: files.journal })
  await expect.poll(() => cloud.claims.length).toBeGreaterThan(2)
  expect(claim.reason()).toContain(`waits for the cloud at ${cloud.url} (the cloud starts)`)
  cloud.claimAnswer = claimed
  await claim.done
  expect(cloud.claims[0]).toEqual({ code, name: 'hub' })
  const again = await files.reopen()
  expect(again.identity()).toMatchObject({ hubId: 7, token: 'token', cloudSeq: 0 })
  const asked = cloud.claims.length
  await start({ ...box, journal: again }).claim.done
  expect(cloud.claims).toHaveLength(asked)
})

test('a code that the cloud refuses is not asked for again, and says why; another one is', async () => {
  await using files = await openTestJournal(false)
  await using cloud = await openFakeCloud()
  cloud.claimAnswer = refusal(403, 'this code was used before')
  const { journal } = files
  const { claim } = start({ code, path: newFile(), cloudUrl: cloud.url, journal })
  await expect.poll(() => claim.now().step).toBe('refused')
  expect(claim.reason()).toContain('this code was used before')
  expect(claim.reason()).toContain('KASSA_CLAIM_CODE')
  expect(journal.identity()).toBeNull()
  expect(cloud.claims).toHaveLength(1)
  cloud.claimAnswer = claimed
  expect(await claim.claim({ code: 'nom-WXYZ1234' })).toMatchObject({ step: 'claimed' })
  await claim.done
  expect(cloud.claims).toMatchObject([{ code }, { code: 'nom-WXYZ1234' }])
})

test("a firewall's page in place of the cloud's answer costs no code: it waits and is tried again", async () => {
  await using files = await openTestJournal(false)
  await using cloud = await openFakeCloud()
  const { claim, file } = start({ journal: files.journal, path: newFile(), cloudUrl: cloud.url })
  cloud.claimAnswer = { status: 403, body: { blocked: 'by the company' } }
  expect(await claim.claim({ code })).toMatchObject({ step: 'waiting', fault: 'address' })
  expect(file.code()).toBe(code)
  cloud.claimAnswer = claimed
  await expect.poll(() => files.journal.identity()?.hubId).toBe(identity.hubId)
  claim.stop()
})

test('what was typed outlives a restart without internet, and is tried on before the setting', async () => {
  await using cloud = await openFakeCloud()
  const path = newFile()
  {
    await using files = await openTestJournal(false)
    const { claim } = start({ path, journal: files.journal })
    expect(claim.now().step).toBe('unclaimed')
    await cloud.close()
    const waiting = await claim.claim({ code: ' nom-abcd 1234', cloudUrl: `${cloud.url}/` })
    expect(waiting).toMatchObject({ step: 'waiting', fault: 'silent' })
    expect(claim.reason()).toContain(cloud.url)
    claim.stop()
    await claim.done
  }
  expect(statSync(path).mode & 0o777).toBe(0o600)
  await using again = await openFakeCloud(Number(new URL(cloud.url).port))
  again.claimAnswer = claimed
  await using files = await openTestJournal(false)
  const { claim, file } = start({ path, journal: files.journal, code: 'nom-OLD00000' })
  await claim.done
  expect(again.claims).toEqual([{ code: 'nom-abcd1234', name: 'hub' }])
  expect(file.cloudUrl()).toBe(again.url)
})

test('a stale code that was typed gives way to the one of the setting', async () => {
  await using files = await openTestJournal(false)
  await using cloud = await openFakeCloud()
  const path = newFile()
  openClaimFile(path, undefined).keep({ code: 'nom-STALE000' })
  cloud.claimAnswer = refusal(403, 'older than 15 minutes')
  const { claim } = start({ path, journal: files.journal, code, cloudUrl: cloud.url })
  await expect.poll(() => cloud.claims).toMatchObject([{ code: 'nom-STALE000' }, { code }])
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ code: null })
  claim.stop()
  await claim.done
})

/** A new box with all of its HTTP. */
async function openBox(settings: {
  readonly cloudUrl?: string
  readonly copy?: Claimable['copy']
}) {
  let claim: Claim | undefined
  const hub = await openTestHub({
    claimed: false,
    claimable(journal) {
      const started = start({ journal, path: newFile(), ...settings })
      claim = started.claim
      return { ...started, copy: () => null }
    },
  })
  return {
    ...hub,
    claim: (body: object) => hub.call('POST', '/claim', body, ADMIN_TOKEN),
    look: async () =>
      ClaimState.parse((await hub.call('GET', '/claim', undefined, ADMIN_TOKEN)).body),
    async [Symbol.asyncDispose]() {
      claim?.stop()
      await claim?.done
      await hub[Symbol.asyncDispose]()
    },
  }
}

test('POST /v1/claim answers what became of the code, and the same code twice alike', async () => {
  await using cloud = await openFakeCloud()
  await using box = await openBox({})
  expect((await box.call('POST', '/claim', { code })).status).toBe(401)
  expect(await box.look()).toMatchObject({ step: 'unclaimed', cloudUrlFrom: 'default' })
  const fieldsOf = ({ body }: { body: unknown }) =>
    Problem.parse(body).errors?.map(({ field, value, message }) => [field, value, message])
  const formless = await box.claim({ code: 'nom 12', cloudUrl: 'ftp://here' })
  expect(formless.status).toBe(422)
  expect(fieldsOf(formless)).toEqual([
    ['code', undefined, expect.stringContaining('nom-4F7K2M9Q')],
    ['cloudUrl', 'ftp://here', expect.stringContaining('https://')],
  ])
  const wish = { code, cloudUrl: cloud.url }
  cloud.claimAnswer = refusal(403, 'This code is wrong, used or older than 15 minutes')
  const refused = await box.claim(wish)
  expect([refused.status, ...(fieldsOf(refused) ?? [])]).toEqual([
    422,
    ['code', undefined, 'This code is wrong, used or older than 15 minutes'],
  ])
  expect(await box.look()).toMatchObject({ step: 'refused', fault: 'code' })
  cloud.claimAnswer = { status: 404, body: { words: 'some router' } }
  const waits = { status: 200, body: { step: 'waiting', fault: 'address', store: null } }
  expect(await box.claim(wish)).toMatchObject(waits)
  cloud.claimAnswer = claimed
  const sells = { status: 200, body: { step: 'selling', fault: null, cloudUrlFrom: 'typed' } }
  expect(await box.claim(wish)).toMatchObject(sells)
  const asked = cloud.claims.length
  expect(await box.claim({ code: code.toLowerCase() })).toMatchObject(sells)
  expect((await box.claim({ code: 'nom-WXYZ1234' })).status).toBe(409)
  expect(cloud.claims).toHaveLength(asked)
  expect(await box.look()).toMatchObject({ store: { code: storeProfile().store.code } })
})

test('an address that is a setting is not typed over', async () => {
  await using cloud = await openFakeCloud()
  await using box = await openBox({ cloudUrl: cloud.url })
  expect(await box.look()).toMatchObject({ cloudUrl: cloud.url, cloudUrlFrom: 'setting' })
  const other = await box.claim({ code, cloudUrl: 'https://other.example.com' })
  expect(other.status).toBe(409)
  expect(JSON.stringify(other.body)).toContain('KASSA_CLOUD_URL')
  expect(cloud.claims).toEqual([])
})

test('a claimed box tells how much of its first copy is there, and why it does not go on', async () => {
  await using hub = await openTestHub()
  const shop = { ...hub.shop, readiness: () => ({ selling: false, reason: 'no prices yet' }) }
  let copy: ReturnType<Claimable['copy']> = { copying: { bytes: 300, total: 1200 }, error: null }
  const { claim, file } = start({ journal: hub.journal, path: newFile() })
  const routes = claimRoutes(shop, { claim, file, copy: () => copy })
  const look = async () => ClaimState.parse(await (await routes.request('/claim')).json())
  const copying = { step: 'copying', store: { code: storeProfile().store.code } }
  const copied = { bytes: 300, total: 1200 }
  expect(await look()).toMatchObject({ ...copying, fault: null, reason: '', copied })
  copy = { copying: null, error: { fault: 'unreachable', message: 'no answer' } }
  expect(await look()).toMatchObject({ ...copying, fault: 'silent', reason: 'no answer' })
})
