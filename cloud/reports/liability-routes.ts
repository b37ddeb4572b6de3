import { createRoute, z } from '@hono/zod-openapi'
import { BusinessDay, Code, Key, Money, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { accountKinds } from '#shared/value/account.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findCompany } from '../ledger/store.ts'
import { bookWorthOf } from '../value/book-worth.ts'
import { findProgramme, listProgrammes, MAX_PROGRAMMES } from '../value/programmes.ts'
import { tableToCsv } from './csv.ts'
import { file, fileHeaders, formats, xlsxType } from './files.ts'
import { liabilityReport } from './liability-report.ts'
import { lotMonths } from './liability-store.ts'
import { liabilityTable } from './liability-table.ts'
import { tableToXlsx } from './xlsx.ts'

const tags = ['Reports']
const keyParam = z.coerce.number().pipe(Key)
const Units = z.int()
const Amount = z.object({ units: Units, money: Money }).meta({ id: 'ValueAmount' })

const RollForward = z
  .object({
    programme: z.string(),
    name: z.string(),
    kind: z.enum(accountKinds),
    period: z.string().describe('`YYYY-MM-DD` or `YYYY-MM`; of a total the whole span.'),
    opening: Amount,
    issued: Amount.describe('Earned at tills and given by HQ, less what refunds took back.'),
    loaded: Amount.describe('Put on with money, less what was taken off again.'),
    redeemed: Amount.describe('Below 0: what paid.'),
    expired: Amount,
    corrected: Amount,
    risk: Amount.describe('What the risk account made good, less what it took.'),
    revalued: Amount.describe('HQ said that a point stands for something else.'),
    closing: Amount,
  })
  .meta({ id: 'LiabilityRollForward' })

const LiabilityReport = z
  .object({
    companyId: Key,
    currency: z.string(),
    by: z.enum(['day', 'month']),
    from: BusinessDay,
    to: BusinessDay,
    rows: z.array(RollForward),
    next: z.string().nullable(),
    totals: z.array(RollForward).describe('The whole span of each programme.'),
    ledger: z
      .array(
        z.object({
          account: z.string(),
          opening: Money,
          moved: Money,
          closing: Money,
          programmesMoved: Money.describe('What the programmes together moved: the same.'),
        }),
      )
      .describe('What the accounts of the ledger say; empty where one programme is asked for.'),
  })
  .meta({ id: 'LiabilityReport' })

const liability = createRoute({
  method: 'get',
  path: '/reports/liability',
  tags,
  summary: 'What a company owes in points, gift cards and store credit, carried forward',
  description:
    'By programme and day or month, in units and in money: opening, what came and went and why, closing. `format=csv` and `format=xlsx` give all rows as a file.',
  ...secured('read'),
  request: {
    query: PageQuery.extend({
      companyId: keyParam,
      programme: Code.optional(),
      from: BusinessDay,
      to: BusinessDay,
      by: z.enum(['day', 'month']).default('day'),
      format: z.enum(formats).default('json'),
    }),
  },
  responses: {
    200: {
      description: 'The report.',
      content: {
        'application/json': { schema: LiabilityReport },
        'text/csv': { schema: file },
        [xlsxType]: { schema: file },
      },
    },
    ...problems(401, 403, 404, 422),
  },
})

const LotMonth = z
  .object({
    programme: z.string(),
    name: z.string(),
    kind: z.enum(accountKinds),
    month: z.string().describe('`YYYY-MM`; empty = owed by members.'),
    lots: z.int(),
    units: Units,
    money: Money.nullable().describe('At what they stand for in the books; null = not posted.'),
  })
  .meta({ id: 'ValueOfMonth' })

const lots = (path: string, summary: string) =>
  createRoute({
    method: 'get',
    path,
    tags,
    summary,
    ...secured('read'),
    request: {
      query: PageQuery.extend({ companyId: keyParam, programme: Code.optional() }),
    },
    responses: {
      200: {
        description: 'A page.',
        content: { 'application/json': { schema: pageOf(LotMonth) } },
      },
      ...problems(401, 403, 404, 422),
    },
  })

const ages = lots(
  '/reports/liability/ages',
  'What members own now, by programme and the month that brought it (UTC)',
)
const expiring = lots(
  '/reports/liability/expiring',
  'What members own now and what ends, by programme and the month of its end (UTC)',
)

export function createLiabilityRoutes() {
  return createRouter()
    .openapi(liability, async (c) => {
      const { format, after, limit, ...wish } = c.req.valid('query')
      const report = await liabilityReport(c.var.caller.group, wish)
      const name = `stored-value-${wish.from}-${wish.to}.${format}`
      switch (format) {
        case 'json': {
          const start = Number(after ?? 0) || 0
          const rows = report.rows.slice(start, start + limit)
          const isLast = start + limit >= report.rows.length
          const { totals, ledger } = report
          const next = isLast ? null : String(start + limit)
          return c.json({ ...report, rows, next, totals: [...totals], ledger: [...ledger] }, 200)
        }
        case 'csv':
          return c.body(tableToCsv(liabilityTable(report)), 200, fileHeaders('text/csv', name))
        case 'xlsx': {
          const bytes = new Uint8Array(await tableToXlsx(liabilityTable(report)))
          return c.body(bytes, 200, fileHeaders(xlsxType, name))
        }
      }
    })
    .openapi(ages, async (c) =>
      c.json(await pageOfLots(c.var.caller.group, 'bornIn', c.req.valid('query')), 200),
    )
    .openapi(expiring, async (c) =>
      c.json(await pageOfLots(c.var.caller.group, 'endsIn', c.req.valid('query')), 200),
    )
}

interface LotsWish {
  readonly companyId: number
  readonly programme?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

async function pageOfLots(
  group: GroupDatabase,
  by: 'bornIn' | 'endsIn',
  { companyId, programme, after, limit }: LotsWish,
) {
  const company = await findCompany(group.db, companyId)
  if (company === undefined) throw new Failure('not-found', `Company ${companyId} not found.`)
  const hot = group.readHot()
  const programmeId = programme === undefined ? undefined : idOf(hot, programme)
  const [id = '', month = ''] = after?.split('/') ?? []
  const from = after === undefined ? null : { programmeId: Number(id) || 0, month }
  const rows = lotMonths(hot, by, { companyId, programmeId, after: from, limit: limit + 1 })
  const programmes = listProgrammes(hot, { after: 0, rows: MAX_PROGRAMMES })
  const byId = new Map(programmes.map((each) => [each.id, each]))
  const shown = rows.slice(0, limit)
  const items = shown.flatMap(({ programmeId: of, ...row }) => {
    const found = byId.get(of)
    if (found === undefined) return []
    const worth = bookWorthOf(found, company.currency)
    const { code, name, terms } = found
    const money = worth === null ? null : worth.worth(row.units)
    return [{ programme: code, name, kind: terms.kind, ...row, money }]
  })
  const last = shown.at(-1)
  const next = rows.length > limit && last ? `${last.programmeId}/${last.month}` : null
  return { items, next }
}

function idOf(hot: HotDatabase, code: string): number {
  const found = findProgramme(hot, code)
  if (found === undefined) throw new Failure('not-found', `Programme ${code} not found.`)
  return found.id
}
