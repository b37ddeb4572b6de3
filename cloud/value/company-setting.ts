import { createRoute, z } from '@hono/zod-openapi'
import { changesOf, noteChange, SettingChange } from '../changes/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from '../masterdata/find.ts'
import { inCompany, json } from '../masterdata/route-parts.ts'
import { Reason } from './order-route.ts'

interface CompanySetting<Setting extends z.ZodObject, Shown extends object> {
  /** Behind the company's own. */
  readonly path: string
  /** Stored value, if not said. */
  readonly tag?: string
  readonly summary: { readonly read: string; readonly change: string }
  /** Its name in the API: `<name>` is sent, `<name>View` answered. */
  readonly name: string
  readonly setting: Setting
  /** What is shown beside the setting and its changes. */
  readonly more?: z.ZodObject
  readonly subjectOf: (companyId: number) => string
  readonly save: (
    hot: HotDatabase,
    company: { readonly id: number; readonly code: string },
    setting: z.output<Setting>,
    given: { readonly at: number; readonly by: string },
  ) => void
  readonly show: (hot: HotDatabase, companyId: number) => Shown
}

/** What HQ sets of a company outside the log of its books: changed with a reason, which is kept. */
export function createCompanySettingRoutes<Setting extends z.ZodObject, Shown extends object>(
  options: CompanySetting<Setting, Shown>,
  clock: () => number,
) {
  const { path, summary, name, setting, more, subjectOf, save, show } = options
  const { tag = 'Stored value' } = options
  const Input = z.object({ ...setting.shape, reason: Reason }).meta({ id: name })
  const changes = z.array(SettingChange).meta({ description: 'The newest ten.' })
  const View = z.object({ ...setting.shape, ...more?.shape, changes }).meta({ id: `${name}View` })
  const common = { path: `/companies/{company}/${path}`, tags: [tag] }
  const answered = { 200: json(View, 'The setting.') }
  const read = createRoute({
    ...common,
    method: 'get',
    summary: summary.read,
    ...secured('read'),
    request: { params: inCompany },
    responses: { ...answered, ...problems(401, 403, 404) },
  })
  const change = createRoute({
    ...common,
    method: 'put',
    summary: summary.change,
    ...secured('admin'),
    request: {
      params: inCompany,
      body: { required: true, content: { 'application/json': { schema: Input } } },
    },
    responses: { ...answered, ...problems(401, 403, 404, 422) },
  })
  const view = (hot: HotDatabase, companyId: number) =>
    View.parse({ ...show(hot, companyId), changes: changesOf(hot, subjectOf(companyId)) })

  return createRouter()
    .openapi(read, async (c) => {
      const { group } = c.var.caller
      const { id } = await findCompany(group.db, c.req.valid('param').company)
      return c.json(view(group.readHot(), id), 200)
    })
    .openapi(change, async (c) => {
      const { group, keyId: by } = c.var.caller
      const { reason, ...rest } = c.req.valid('json')
      const asked = setting.parse(rest)
      const company = await findCompany(group.db, c.req.valid('param').company)
      const seen = await group.writeHot((hot) => {
        const given = { at: clock(), by }
        save(hot, company, asked, given)
        const what = JSON.stringify(asked)
        noteChange(hot, { subject: subjectOf(company.id), ...given, what, reason })
        return view(hot, company.id)
      })
      return c.json(seen, 200)
    })
}
