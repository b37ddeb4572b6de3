import { createRoute, z } from '@hono/zod-openapi'
import { asc, eq } from 'drizzle-orm'
import { CouponSettings } from '#shared/contracts/coupon-programme.ts'
import { GiftCardSettings } from '#shared/contracts/gift-card-programme.ts'
import { PointsSettings, PointsSettingsPatch } from '#shared/contracts/points-programme.ts'
import { Code, Key, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { accountKinds, offlineRules } from '#shared/value/account.ts'
import type { GroupDatabase } from '../db/open.ts'
import { createRouter, problems, secured } from '../http.ts'
import { company } from '../masterdata/schema.ts'
import { booksOfProgramme } from './books-of.ts'
import { runCommand } from './commands.ts'
import { findProgramme, listProgrammes, type Programme } from './programmes.ts'
import { refusedFailure } from './refused.ts'
import { changeSettings, couponSettingsOf, giftCardSettingsOf, settingsOf } from './settings.ts'

const tags = ['Stored value']

const ProgrammeInput = z
  .object({
    code: Code.describe('Part of every account id, so it never changes.'),
    name: z.string().min(1).max(100),
    companyId: Key.nullable().default(null).describe('Null: all companies of the group.'),
    kind: z.enum(accountKinds),
    offline: z.enum(offlineRules).default('leased'),
    mayOwe: z.boolean().default(false).describe('A claim on value already spent becomes a debt.'),
  })
  .meta({ id: 'ProgrammeInput' })
const ProgrammeView = ProgrammeInput.extend({
  id: Key,
  unit: z.string(),
  settings: PointsSettings.nullable().describe('Null: nothing is set, or it is not of points.'),
  coupon: CouponSettings.nullable().describe('Null: nothing is set, or it is not of coupons.'),
  giftCard: GiftCardSettings.nullable().describe('Null: nothing is set, or not of gift cards.'),
}).meta({ id: 'Programme' })

const ProgrammeChange = PointsSettingsPatch.extend({
  coupon: CouponSettings.optional().describe('All of it, of a programme of coupons.'),
  giftCard: GiftCardSettings.optional().describe('All of it, of a kind of gift card.'),
}).meta({ id: 'ProgrammeChange' })

const list = createRoute({
  method: 'get',
  path: '/programmes',
  tags,
  summary: 'What members may hold: programmes of stored value',
  ...secured('read'),
  request: { query: PageQuery },
  responses: {
    200: {
      description: 'By id.',
      content: { 'application/json': { schema: pageOf(ProgrammeView) } },
    },
    ...problems(401, 403, 422),
  },
})

const open = createRoute({
  method: 'post',
  path: '/programmes',
  tags,
  summary: 'Open a programme; store credit is money of the company, 1 to 1',
  description: 'The same programme again is answered the same; its terms never change.',
  ...secured('admin'),
  request: {
    body: { required: true, content: { 'application/json': { schema: ProgrammeInput } } },
  },
  responses: {
    200: { description: 'Open.', content: { 'application/json': { schema: ProgrammeView } } },
    ...problems(401, 403, 404, 409, 422),
  },
})

const change = createRoute({
  method: 'patch',
  path: '/programmes/{code}',
  tags,
  summary: 'Set how points are earned and pay, what a coupon gives, or how a gift card is loaded',
  description:
    'A field left out stays as it is. Stores go by it from their next synchronisation on; its terms never change.',
  ...secured('admin'),
  request: {
    params: z.object({ code: Code }),
    body: { required: true, content: { 'application/json': { schema: ProgrammeChange } } },
  },
  responses: {
    200: { description: 'As set.', content: { 'application/json': { schema: ProgrammeView } } },
    ...problems(401, 403, 404, 409, 422),
  },
})

export function createProgrammeRoutes({ clock }: { readonly clock: () => number }) {
  return createRouter()
    .openapi(list, (c) => {
      const { after, limit } = c.req.valid('query')
      const page = { after: Number(after ?? 0) || 0, rows: limit + 1 }
      const rows = listProgrammes(c.var.caller.group.readHot(), page)
      const items = rows.slice(0, limit).map(viewOf)
      return c.json({ items, next: rows.length > limit ? String(items.at(-1)?.id) : null }, 200)
    })
    .openapi(open, async (c) => {
      const { code, name, companyId, kind: of, offline, mayOwe } = c.req.valid('json')
      const { group, keyId: by } = c.var.caller
      const unit = await unitOf(group, { code, companyId, kind: of })
      const terms = { of, unit, offline, mayOwe }
      const programme = await group.writeHot((hot) => {
        const command = { kind: 'open-programme', code, name, companyId, ...terms } as const
        const { answer } = runCommand(hot, command, { at: clock(), by })
        if (answer.outcome === 'refused') throw refusedFailure(answer, `Programme ${code}`)
        return findProgramme(hot, code)
      })
      if (programme === undefined) throw new Error(`programme ${code} is not there`)
      return c.json(viewOf(programme), 200)
    })
    .openapi(change, async (c) => {
      const { group, keyId: by } = c.var.caller
      const { code } = c.req.valid('param')
      const patch = c.req.valid('json')
      const at = clock()
      const companyId = findProgramme(group.readHot(), code)?.companyId ?? null
      const books = await booksOfProgramme(group, { companyId }, at)
      const programme = await group.writeHot((hot) =>
        changeSettings(hot, { code, patch, books }, { at, by }),
      )
      return c.json(viewOf(programme), 200)
    })
}

function viewOf(programme: Programme): z.infer<typeof ProgrammeView> {
  const { id, companyId, code, name, terms } = programme
  return {
    id,
    companyId,
    code,
    name,
    ...terms,
    settings: settingsOf(programme),
    coupon: couponSettingsOf(programme),
    giftCard: giftCardSettingsOf(programme),
  }
}

/** Money has its currency as its unit; points of two programmes are never the same. */
async function unitOf(
  group: GroupDatabase,
  { code, companyId, kind }: { code: string; companyId: number | null; kind: string },
): Promise<string> {
  const ofCompany = companyId === null ? undefined : eq(company.id, companyId)
  const owners = await group.db.select().from(company).where(ofCompany).orderBy(asc(company.id))
  if (owners.length === 0) throw new Failure('not-found', `Company ${companyId ?? ''} not found.`)
  if (kind !== 'store-credit' && kind !== 'gift-card') return `${kind}:${code}`
  const currencies = [...new Set(owners.map(({ currency }) => currency))]
  if (currencies.length > 1) {
    const message = `companies of this group keep books in ${currencies.join(', ')}; name one company`
    throw new Failure('invalid', message, { fields: [{ field: 'companyId', message }] })
  }
  // Money too, and never the same as that of another kind of card.
  return kind === 'gift-card' ? `gift-card:${code}` : `credit:${currencies[0]}`
}
