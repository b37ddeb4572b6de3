import { createRoute, z } from '@hono/zod-openapi'
import { Code, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { normalisePhone } from '#shared/domain/phone.ts'
import type { GroupDatabase } from '../db/open.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from './find.ts'
import { Card, ItemCode, MemberInput, PartnerInput, PartnerRole } from './inputs.ts'
import { changeCards, saveMembers } from './members.ts'
import { pageAt, toPage } from './page.ts'
import { savePartners } from './partners.ts'
import { listCompanies } from './read-company.ts'
import { getMember, getPartner, listMembers, listPartners } from './read-people.ts'
import { changed, inCompany, json, put, Saved, statusOf } from './route-parts.ts'
import { saveOne } from './save-one.ts'
import type { Company } from './scope.ts'
import { MemberView, PartnerView } from './views.ts'

const partnerTags = ['Partners']
const memberTags = ['Members']
const text = z.string().max(100).optional()
const byCode = z.object({ code: ItemCode })
const asCompany = z.object({
  company: Code.optional().meta({
    description: 'Whose country a phone without one belongs to; the first company if left out.',
  }),
})

const getPartners = createRoute({
  method: 'get',
  path: '/companies/{company}/partners',
  tags: partnerTags,
  summary: 'Customers, suppliers and manufacturers',
  ...secured('read'),
  request: {
    params: inCompany,
    query: PageQuery.extend({ text, role: PartnerRole.optional(), taxNumber: text }),
  },
  responses: { 200: json(pageOf(PartnerView), 'By id.'), ...problems(401, 403, 404, 422) },
})
const onePartner = createRoute({
  method: 'get',
  path: '/companies/{company}/partners/{code}',
  tags: partnerTags,
  summary: 'A partner',
  ...secured('read'),
  request: { params: inCompany.extend(byCode.shape) },
  responses: { 200: json(PartnerView, 'The partner.'), ...problems(401, 403, 404) },
})
const putPartner = createRoute({
  ...put('/companies/{company}/partners/{code}', {
    tags: partnerTags,
    summary: 'Create or change a partner; roles are only added',
  }),
  ...secured('import'),
  request: { params: inCompany.extend(byCode.shape), body: changed(PartnerInput) },
})
const getMembers = createRoute({
  method: 'get',
  path: '/members',
  tags: memberTags,
  summary: 'Members by words, phone or card',
  ...secured('read'),
  request: { query: PageQuery.extend({ ...asCompany.shape, text, phone: text, card: text }) },
  responses: { 200: json(pageOf(MemberView), 'By id.'), ...problems(401, 403, 404, 422) },
})
const oneMember = createRoute({
  method: 'get',
  path: '/members/{code}',
  tags: memberTags,
  summary: 'A member',
  ...secured('read'),
  request: { params: byCode },
  responses: { 200: json(MemberView, 'The member.'), ...problems(401, 403, 404) },
})
const putMember = createRoute({
  ...put('/members/{code}', { tags: memberTags, summary: 'Create or change a member' }),
  ...secured('import'),
  request: { params: byCode, query: asCompany, body: changed(MemberInput) },
})
const cardPath = { params: byCode.extend({ card: Card }) }
const putCard = createRoute({
  method: 'put',
  path: '/members/{code}/cards/{card}',
  tags: memberTags,
  summary: 'Give the member a card',
  ...secured('import'),
  request: cardPath,
  responses: { 200: json(Saved, 'Done.'), ...problems(401, 403, 404, 422) },
})
const deleteCard = createRoute({
  method: 'delete',
  path: '/members/{code}/cards/{card}',
  tags: memberTags,
  summary: 'Take a card from the member',
  ...secured('import'),
  request: cardPath,
  responses: { 200: json(Saved, 'Done.'), ...problems(401, 403, 404, 422) },
})

export function createPeopleRoutes() {
  return createRouter()
    .openapi(getPartners, async (c) => {
      const { after, limit, ...filter } = c.req.valid('query')
      const { db } = c.var.caller.group
      const { id } = await findCompany(db, c.req.valid('param').company)
      const rows = await listPartners(db, id, { ...pageAt({ after, limit }), ...filter })
      return c.json(toPage(PartnerView, rows, { limit }), 200)
    })
    .openapi(onePartner, async (c) => {
      const { company, code } = c.req.valid('param')
      const { db } = c.var.caller.group
      const row = await getPartner(db, (await findCompany(db, company)).id, code)
      return c.json(PartnerView.parse(row), 200)
    })
    .openapi(putPartner, async (c) => {
      const { company, code } = c.req.valid('param')
      const draft = { ...c.req.valid('json'), code }
      const saved = await saveOne(c.var.caller.group, company, (scope) =>
        savePartners(scope, [draft]),
      )
      return c.json({ ...saved, code }, statusOf(saved))
    })
    .openapi(getMembers, async (c) => {
      const { after, limit, company, phone: typed, ...filter } = c.req.valid('query')
      const { group } = c.var.caller
      const prefix = typed && (await companyOrFirst(group, company)).phonePrefix
      const phone = typed && (normalisePhone(typed, prefix ?? '') ?? typed)
      const at = pageAt({ after, limit })
      const rows = await listMembers(group.db, { ...at, ...filter, phone: phone || undefined })
      return c.json(toPage(MemberView, rows, { limit }), 200)
    })
    .openapi(oneMember, async (c) =>
      c.json(
        MemberView.parse(await getMember(c.var.caller.group.db, c.req.valid('param').code)),
        200,
      ),
    )
    .openapi(putMember, async (c) => {
      const { code } = c.req.valid('param')
      const { group } = c.var.caller
      const draft = { ...c.req.valid('json'), code }
      const company = await companyOrFirst(group, c.req.valid('query').company)
      const saved = await saveOne(group, company.code, (scope) => saveMembers(scope, [draft]))
      return c.json({ ...saved, code }, statusOf(saved))
    })
    .openapi(putCard, async (c) => {
      const { code, card } = c.req.valid('param')
      const saved = await saveCards(c.var.caller.group, code, (cards) => [...cards, card])
      return c.json({ ...saved, code }, 200)
    })
    .openapi(deleteCard, async (c) => {
      const { code, card } = c.req.valid('param')
      const without = (cards: readonly string[]) => cards.filter((other) => other !== card)
      return c.json({ ...(await saveCards(c.var.caller.group, code, without)), code }, 200)
    })
}

async function saveCards(
  group: GroupDatabase,
  code: string,
  change: (cards: readonly string[]) => string[],
) {
  await getMember(group.db, code)
  const { code: company } = await companyOrFirst(group, undefined)
  return await saveOne(group, company, (scope) => [changeCards(scope, code, change)])
}

async function companyOrFirst(group: GroupDatabase, code: string | undefined): Promise<Company> {
  if (code !== undefined) return await findCompany(group.db, code)
  const [first] = await listCompanies(group.db, { afterId: 0, rows: 1 })
  if (first === undefined) throw new Failure('not-found', 'The group has no company yet; make one.')
  return first
}
