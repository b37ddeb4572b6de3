import type { ClaimAnswer, ClaimRequest, HubProfile } from '#shared/contracts/sync.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Groups } from '../db/groups.ts'
import type { GroupDatabase } from '../db/open.ts'
import { formatKey, newKey } from '../keys/key-text.ts'
import { insertKey } from '../keys/store.ts'
import { lookupKeyOf } from '../masterdata/lookup-key.ts'
import { storeProfile } from '../masterdata/store-profile.ts'
import type { Attempts } from './attempts.ts'
import { claimCodeHash, newClaimCode, parseClaimCode } from './claim-code.ts'
import type { FeedIds } from './feeds.ts'
import { findCode, findHub, findStore, insertCode, insertHub, useCode } from './store.ts'

export interface ClaimDeps {
  readonly groups: Groups
  readonly feeds: FeedIds
  readonly clock: () => number
  readonly attempts: Attempts
}

const codeLivesMs = 15 * 60_000

/** A one-time code with which a box becomes a hub of this store; kept only as its hash. */
export async function makeClaimCode(
  group: GroupDatabase,
  { storeId, at }: { readonly storeId: number; readonly at: number },
): Promise<{ code: string; expiresAt: number }> {
  const code = newClaimCode(group.group)
  const expiresAt = at + codeLivesMs
  await group.write(async (tx) => {
    const store = await findStore(tx, storeId)
    if (store === undefined) throw new Failure('not-found', `Store ${storeId} not found.`)
    await insertCode(tx, { codeHash: claimCodeHash(code), storeId, expiresAt })
  })
  return { code, expiresAt }
}

/** The code is spent only if everything else went well. */
export async function claimHub(deps: ClaimDeps, request: ClaimRequest): Promise<ClaimAnswer> {
  const { clock, attempts, groups } = deps
  const parsed = parseClaimCode(request.code)
  const group = parsed && (await groups.find(parsed.group))
  if (parsed === undefined || group === undefined) throw wrongCode()
  if (!attempts.mayTry(group.group)) {
    throw new Failure('unavailable', 'Too many wrong codes; wait a minute and try again.')
  }
  const codeHash = claimCodeHash(parsed.code)
  const known = await findCode(group.db, codeHash, clock())
  const store = known && (await findStore(group.db, known.storeId))
  if (store === undefined) {
    attempts.failed(group.group)
    throw wrongCode()
  }
  const { id: storeId, companyId } = store
  const world = await worldOf(deps, group, { storeId, companyId })
  const key = newKey(group.group)
  const { id: hubId, epoch } = await group.write(async (tx) => {
    // Asked again inside the writer: two boxes with one code are two claims, and one is refused.
    if ((await findCode(tx, codeHash, clock())) === undefined) throw wrongCode()
    const at = clock()
    const made = await insertHub(tx, { companyId, storeId, name: request.name, at })
    const { id } = made
    await insertKey(tx, { parts: key, name: `hub ${id}`, scopes: ['hub'], hubId: id, at })
    await useCode(tx, codeHash, { hubId: id, at })
    return made
  })
  return { hubId, epoch, ...world, token: formatKey(key) }
}

/** What a hub must know of itself; asked at each of its starts. */
export async function hubProfile(
  deps: Pick<ClaimDeps, 'feeds' | 'clock'>,
  group: GroupDatabase,
  hubId: number,
): Promise<HubProfile> {
  const row = await findHub(group.db, hubId)
  if (row === undefined) throw new Failure('not-found', `Hub ${hubId} not found.`)
  return { hubId, epoch: row.epoch, ...(await worldOf(deps, group, row)) }
}

async function worldOf(
  { feeds, clock }: Pick<ClaimDeps, 'feeds' | 'clock'>,
  group: GroupDatabase,
  { storeId, companyId }: { readonly storeId: number; readonly companyId: number },
) {
  const profile = await storeProfile(group.db, { group: group.group, storeId })
  if (profile === undefined) throw new Failure('not-found', `Store ${storeId} not found.`)
  const feedId = await feeds.feedIdOf(group, companyId)
  return { feedId, lookupKey: await lookupKeyOf(group), profile, cloudTime: clock() }
}

function wrongCode(): Failure {
  return new Failure(
    'forbidden',
    'This code is wrong, used or older than 15 minutes; make a new one for the store.',
  )
}
