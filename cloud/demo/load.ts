import { Problem } from '#shared/contracts/problem.ts'
import { ImportReport } from '../import/report.ts'
import { giveAffiliate } from './affiliate.ts'
import { type GeneratedCompany, generateDemo } from './generate.ts'
import { type CallJson, giveStoreCredit } from './store-credit.ts'
import { giveVouchers } from './vouchers.ts'

export interface LoadDemo {
  readonly url: string
  /** An admin key of each group that is to be filled. */
  readonly keysByGroup: Readonly<Record<string, string>>
  readonly log: (line: string) => void
  /** Percent of the whole demo; tests take a small part. */
  readonly share?: number
}

/** Brings the demo in as a customer would: over the API and by CSV files. Twice does nothing more. */
export async function loadDemo({ url, keysByGroup, log, share = 100 }: LoadDemo): Promise<void> {
  for (const group of generateDemo({ share })) {
    const key = keysByGroup[group.name]
    if (key === undefined) continue
    const call = caller(url, key)
    for (const company of group.companies) await loadCompany({ call, company, group, log })
    const withJson: CallJson = (method, path, value) =>
      value === undefined ? call(method, path) : call(method, path, jsonBody(value))
    const told = [
      ...(await giveStoreCredit(withJson)),
      ...(await giveVouchers(withJson)),
      await giveAffiliate(withJson, group.name),
    ]
    log(`${group.name}: ${told.join(', ')}`)
  }
}

type Call = (
  method: 'GET' | 'PUT' | 'POST' | 'PATCH',
  path: string,
  body?: { readonly type: string; readonly text: string },
) => Promise<unknown>

async function loadCompany(options: {
  readonly call: Call
  readonly company: GeneratedCompany
  readonly group: { readonly name: string }
  readonly log: (line: string) => void
}): Promise<void> {
  const { call, company, group, log } = options
  const put = (path: string, value: unknown) => call('PUT', path, jsonBody(value))
  await put(`/v1/companies/${company.code}`, company.settings)
  for (const { code, ...vatGroup } of company.vatGroups) {
    await put(`/v1/companies/${company.code}/vat-groups/${code}`, vatGroup)
  }
  const counts: string[] = []
  for (const file of company.files) {
    const path = `/v1/import/${file.kind}?company=${company.code}`
    const report = ImportReport.parse(
      await call('POST', path, { type: 'text/csv', text: file.csv }),
    )
    const [first] = report.problems
    if (first !== undefined) {
      const { line, column, value, reason } = first
      throw new Error(`${company.code} ${file.kind} line ${line}, ${column} "${value}": ${reason}`)
    }
    counts.push(`${report.read} ${file.kind}`)
  }
  log(`${group.name}/${company.code}: ${counts.join(', ')}`)
}

function jsonBody(value: unknown) {
  return { type: 'application/json', text: JSON.stringify(value) }
}

function caller(url: string, key: string): Call {
  return async (method, path, body) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': body.type }),
      },
      ...(body === undefined ? {} : { body: body.text }),
      signal: AbortSignal.timeout(120_000),
    })
    const answer: unknown = await response.json().catch(() => null)
    if (response.ok) return answer
    const problem = Problem.safeParse(answer)
    const words = problem.success ? problem.data.detail : `answered ${response.status}`
    throw new Error(`${method} ${path}: ${words}`)
  }
}
