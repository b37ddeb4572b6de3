import { createRoute, z } from '@hono/zod-openapi'
import { Instant, Key } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { changesOf, noteChange, SettingChange } from '../changes/store.ts'
import type { GroupDatabase } from '../db/open.ts'
import { createRouter, problems, secured } from '../http.ts'
import { ItemCode } from '../masterdata/inputs.ts'
import { lookupKeyOf } from '../masterdata/lookup-key.ts'
import { memberPinVerifier } from '../masterdata/pin.ts'
import { getMember } from '../masterdata/read-people.ts'
import { json } from '../masterdata/route-parts.ts'
import type { HubLines } from '../value/hub-lines.ts'
import { Reason } from '../value/order-route.ts'
import { HERE, lockedUntil, pinOf, savePin, storeOfHub, triesOf } from './store.ts'
import { trivialPin } from './trivial-pin.ts'

const MemberPinView = z
  .object({
    isSet: z.boolean(),
    changedAt: Instant.nullable(),
    changedBy: z.string().nullable(),
    lockedUntil: Instant.nullable().meta({ description: 'Too many wrong ones; null = open.' }),
    tries: z.array(
      z.object({
        hubId: Key.nullable().meta({ description: 'Null: checked by the cloud.' }),
        storeCode: z.string().nullable(),
        wrong: z.int().meta({ description: 'In a row.' }),
        lockedUntil: Instant.nullable(),
        at: Instant,
      }),
    ),
    changes: z
      .array(SettingChange)
      .meta({ description: 'The newest ten: set, removed, unlocked.' }),
  })
  .meta({ id: 'MemberPin' })

const tags = ['Members']
const request = { params: z.object({ code: ItemCode }) }
const why = { ...request, query: z.object({ reason: Reason }) }
const description = `Points of a programme that wants it pay with the PIN only. It is kept as a slow
hash, and leaves HQ only sealed for a hub that holds a lease of the member's. Five wrong ones in a row
lock it for 15 minutes, five more for twice as long, up to a day.`

const show = createRoute({
  method: 'get',
  path: '/members/{code}/pin',
  tags,
  summary: 'Whether a member has a PIN, and wrong ones that were typed',
  ...secured('read'),
  request,
  responses: { 200: json(MemberPinView, 'Never the PIN.'), ...problems(401, 403, 404) },
})
const set = createRoute({
  method: 'put',
  path: '/members/{code}/pin',
  tags,
  summary: 'Set a PIN, or another one',
  description,
  ...secured('admin'),
  request: {
    ...request,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              pin: z.string().regex(/^\d{4,8}$/, 'must be 4 to 8 digits'),
              reason: Reason,
            })
            .meta({ id: 'MemberPinInput' }),
        },
      },
    },
  },
  responses: { 200: json(MemberPinView, 'Set.'), ...problems(401, 403, 404, 422) },
})
const remove = createRoute({
  method: 'delete',
  path: '/members/{code}/pin',
  tags,
  summary: 'Take the PIN away',
  ...secured('admin'),
  request: why,
  responses: { 200: json(MemberPinView, 'The member has none.'), ...problems(401, 403, 404, 422) },
})
const unlock = createRoute({
  method: 'delete',
  path: '/members/{code}/pin/lock',
  tags,
  summary: 'Unlock the PIN: wrong ones count from the start, in every store that hears of it',
  ...secured('admin'),
  request: why,
  responses: { 200: json(MemberPinView, 'Open.'), ...problems(401, 403, 404, 409, 422) },
})

export function createPinRoutes({
  clock,
  lines,
}: {
  readonly clock: () => number
  readonly lines: Pick<HubLines, 'pinChanged'>
}) {
  const view = (group: GroupDatabase, memberId: number): z.infer<typeof MemberPinView> => {
    const hot = group.readHot()
    const pin = pinOf(hot, memberId)
    const tries = triesOf(hot, memberId)
    return {
      isSet: (pin?.verifier ?? null) !== null,
      changedAt: pin?.changedAt ?? null,
      changedBy: pin?.changedBy ?? null,
      lockedUntil: lockedUntil(tries, clock()),
      tries: tries
        .filter(({ wrong }) => wrong > 0)
        .map(({ hubId, wrong, lockedUntil: until, at }) => {
          const isHere = hubId === HERE
          const storeCode = isHere ? null : storeOfHub(hot, hubId)
          return { hubId: isHere ? null : hubId, storeCode, wrong, lockedUntil: until, at }
        }),
      changes: changesOf(hot, subjectOf(memberId)),
    }
  }
  const save = async (
    group: GroupDatabase,
    {
      memberId,
      verifier,
      ...change
    }: {
      readonly memberId: number
      readonly verifier: string | null
      readonly what: 'set' | 'removed' | 'unlocked'
      readonly by: string
      readonly reason: string
    },
  ) => {
    const at = clock()
    await group.writeHot((hot) => {
      savePin(hot, { memberId, verifier, at, by: change.by })
      noteChange(hot, { subject: subjectOf(memberId), at, ...change })
    })
    lines.pinChanged(group, memberId)
    return view(group, memberId)
  }

  return createRouter()
    .openapi(show, async (c) => {
      const { group } = c.var.caller
      const { id } = await getMember(group.db, c.req.valid('param').code)
      return c.json(view(group, id), 200)
    })
    .openapi(set, async (c) => {
      const { group, keyId: by } = c.var.caller
      const { pin, reason } = c.req.valid('json')
      const member = await getMember(group.db, c.req.valid('param').code)
      const bad = trivialPin(pin, member)
      if (bad !== undefined) throw trivial(bad)
      const verifier = await memberPinVerifier(await lookupKeyOf(group), pin)
      const change = { memberId: member.id, verifier, what: 'set', by, reason } as const
      return c.json(await save(group, change), 200)
    })
    .openapi(remove, async (c) => {
      const { group, keyId: by } = c.var.caller
      const { id: memberId } = await getMember(group.db, c.req.valid('param').code)
      const { reason } = c.req.valid('query')
      const change = { memberId, verifier: null, what: 'removed', by, reason } as const
      return c.json(await save(group, change), 200)
    })
    .openapi(unlock, async (c) => {
      const { group, keyId: by } = c.var.caller
      const { id: memberId, code } = await getMember(group.db, c.req.valid('param').code)
      const verifier = pinOf(group.readHot(), memberId)?.verifier ?? null
      if (verifier === null) {
        throw new Failure('conflict', `member ${code} has no PIN: set one by PUT`)
      }
      const { reason } = c.req.valid('query')
      const change = { memberId, verifier, what: 'unlocked', by, reason } as const
      return c.json(await save(group, change), 200)
    })
}

function subjectOf(memberId: number): string {
  return `pin:${memberId}`
}

/** Without its value: a refused PIN may be the one of the member's bank card. */
function trivial(reason: string): Failure {
  const message = `${reason}: anybody would try it first, choose another one`
  return new Failure('invalid', `pin ${message}`, { fields: [{ field: 'pin', message }] })
}
