import { createRoute, z } from '@hono/zod-openapi'
import { Code, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { createRouter, problems, secured } from '../http.ts'
import { saveCategories } from './categories.ts'
import { saveCompany } from './companies.ts'
import { saveEmployees } from './employees.ts'
import { findCompany } from './find.ts'
import {
  CategoryInput,
  CompanyInput,
  EmployeeInput,
  ItemCode,
  StoreInput,
  VatGroupInput,
} from './inputs.ts'
import { lookupKeyOf } from './lookup-key.ts'
import { pageAt, toPage } from './page.ts'
import { pinVerifier } from './pin.ts'
import {
  getStore,
  listCategories,
  listCompanies,
  listEmployees,
  listStores,
  listVatGroups,
} from './read-company.ts'
import { changed, inCompany, json, put, Saved, statusOf } from './route-parts.ts'
import { saveOne } from './save-one.ts'
import { saveStores } from './stores.ts'
import { saveVatGroups } from './vat-groups.ts'
import { throwIfRejected } from './verdict.ts'
import { CategoryView, CompanyView, EmployeeView, StoreView, VatGroupView } from './views.ts'

const tags = ['Companies and stores']

const getCompanies = createRoute({
  method: 'get',
  path: '/companies',
  tags,
  summary: 'Companies of the group',
  ...secured('read'),
  request: { query: PageQuery },
  responses: { 200: json(pageOf(CompanyView), 'By id.'), ...problems(401, 403, 422) },
})
const getCompany = createRoute({
  method: 'get',
  path: '/companies/{company}',
  tags,
  summary: 'A company',
  ...secured('read'),
  request: { params: inCompany },
  responses: { 200: json(CompanyView, 'The company.'), ...problems(401, 403, 404) },
})
const putCompany = createRoute({
  ...put('/companies/{company}', { tags, summary: 'Create or change a company' }),
  ...secured('admin'),
  request: { params: inCompany, body: changed(CompanyInput) },
})
const getStores = createRoute({
  method: 'get',
  path: '/stores',
  tags,
  summary: 'Stores, which are also the warehouses',
  ...secured('read'),
  request: { query: PageQuery.extend({ company: Code.optional() }) },
  responses: { 200: json(pageOf(StoreView), 'By id.'), ...problems(401, 403, 404, 422) },
})
const oneStore = createRoute({
  method: 'get',
  path: '/stores/{code}',
  tags,
  summary: 'A store',
  ...secured('read'),
  request: { params: z.object({ code: Code }) },
  responses: { 200: json(StoreView, 'The store.'), ...problems(401, 403, 404) },
})
const putStore = createRoute({
  ...put('/companies/{company}/stores/{code}', { tags, summary: 'Create or change a store' }),
  ...secured('admin'),
  request: { params: inCompany.extend({ code: Code }), body: changed(StoreInput) },
})
const getVatGroups = createRoute({
  method: 'get',
  path: '/companies/{company}/vat-groups',
  tags,
  summary: 'VAT groups',
  ...secured('read'),
  request: { params: inCompany, query: PageQuery },
  responses: { 200: json(pageOf(VatGroupView), 'By id.'), ...problems(401, 403, 404, 422) },
})
const putVatGroup = createRoute({
  ...put('/companies/{company}/vat-groups/{code}', {
    tags,
    summary: 'Create or change a VAT group',
  }),
  ...secured('import'),
  request: {
    params: inCompany.extend({ code: z.string().min(1).max(20) }),
    body: changed(VatGroupInput),
  },
})
const kind = z.enum(['product', 'pos'])
const getCategories = createRoute({
  method: 'get',
  path: '/companies/{company}/categories',
  tags,
  summary: 'Categories of products and of the POS',
  ...secured('read'),
  request: { params: inCompany, query: PageQuery.extend({ kind: kind.optional() }) },
  responses: { 200: json(pageOf(CategoryView), 'By id.'), ...problems(401, 403, 404, 422) },
})
const putCategory = createRoute({
  ...put('/companies/{company}/categories/{kind}/{code}', {
    tags,
    summary: 'Create or change a category',
  }),
  ...secured('import'),
  request: { params: inCompany.extend({ kind, code: ItemCode }), body: changed(CategoryInput) },
})
const getEmployees = createRoute({
  method: 'get',
  path: '/companies/{company}/employees',
  tags,
  summary: 'Employees',
  ...secured('read'),
  request: { params: inCompany, query: PageQuery },
  responses: { 200: json(pageOf(EmployeeView), 'By id.'), ...problems(401, 403, 404, 422) },
})
const putEmployee = createRoute({
  ...put('/companies/{company}/employees/{code}', {
    tags,
    summary: 'Create or change an employee',
  }),
  ...secured('admin'),
  request: { params: inCompany.extend({ code: ItemCode }), body: changed(EmployeeInput) },
})

export function createCompanyRoutes() {
  return createRouter()
    .openapi(getCompanies, async (c) => {
      const query = c.req.valid('query')
      return c.json(
        toPage(CompanyView, await listCompanies(c.var.caller.group.db, pageAt(query)), query),
        200,
      )
    })
    .openapi(getCompany, async (c) =>
      c.json(
        CompanyView.parse(await findCompany(c.var.caller.group.db, c.req.valid('param').company)),
        200,
      ),
    )
    .openapi(putCompany, async (c) => {
      const draft = { ...c.req.valid('json'), code: c.req.valid('param').company }
      const verdict = await c.var.caller.group.writeHot((hot) => saveCompany(hot, draft))
      const saved = throwIfRejected(verdict)
      return c.json(Saved.parse({ ...saved, code: draft.code }), statusOf(saved))
    })
    .openapi(getStores, async (c) => {
      const { company, ...query } = c.req.valid('query')
      const { db } = c.var.caller.group
      const companyId = company && (await findCompany(db, company)).id
      const rows = await listStores(db, pageAt(query), companyId || undefined)
      return c.json(toPage(StoreView, rows, query), 200)
    })
    .openapi(oneStore, async (c) =>
      c.json(
        StoreView.parse(await getStore(c.var.caller.group.db, c.req.valid('param').code)),
        200,
      ),
    )
    .openapi(putStore, async (c) => {
      const { company, code } = c.req.valid('param')
      const draft = { ...c.req.valid('json'), code }
      const saved = await saveOne(c.var.caller.group, company, (scope) =>
        saveStores(scope, [draft]),
      )
      return c.json({ ...saved, code }, statusOf(saved))
    })
    .openapi(getVatGroups, async (c) => {
      const query = c.req.valid('query')
      const { db } = c.var.caller.group
      const { id } = await findCompany(db, c.req.valid('param').company)
      return c.json(toPage(VatGroupView, await listVatGroups(db, id, pageAt(query)), query), 200)
    })
    .openapi(putVatGroup, async (c) => {
      const { company, code } = c.req.valid('param')
      const draft = { ...c.req.valid('json'), code }
      const saved = await saveOne(c.var.caller.group, company, (scope) =>
        saveVatGroups(scope, [draft]),
      )
      return c.json({ ...saved, code }, statusOf(saved))
    })
    .openapi(getCategories, async (c) => {
      const query = c.req.valid('query')
      const { db } = c.var.caller.group
      const { id } = await findCompany(db, c.req.valid('param').company)
      const rows = await listCategories(db, id, { ...pageAt(query), kind: query.kind })
      return c.json(toPage(CategoryView, rows, query), 200)
    })
    .openapi(putCategory, async (c) => {
      const { company, code, kind: ofKind } = c.req.valid('param')
      const draft = { ...c.req.valid('json'), code, kind: ofKind }
      const saved = await saveOne(c.var.caller.group, company, (scope) =>
        saveCategories(scope, [draft]),
      )
      return c.json({ ...saved, code }, statusOf(saved))
    })
    .openapi(getEmployees, async (c) => {
      const query = c.req.valid('query')
      const { db } = c.var.caller.group
      const { id } = await findCompany(db, c.req.valid('param').company)
      return c.json(toPage(EmployeeView, await listEmployees(db, id, pageAt(query)), query), 200)
    })
    .openapi(putEmployee, async (c) => {
      const { company, code } = c.req.valid('param')
      const { group } = c.var.caller
      const input = c.req.valid('json')
      const key = await lookupKeyOf(group)
      const employee = `${company}:${code}`
      const pin = input.pin && (await pinVerifier(key, { pin: input.pin, employee }))
      const draft = { ...input, code, pin: pin || undefined }
      const saved = await saveOne(group, company, (scope) => saveEmployees(scope, [draft]))
      return c.json({ ...saved, code }, statusOf(saved))
    })
}
