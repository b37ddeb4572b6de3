import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Problem } from '#shared/contracts/problem.ts'
import { importKinds } from './columns.ts'
import { ImportReport } from './report.ts'

const usage = `Usage: npm run import -- --kind KIND --company CODE --file FILE [--url URL] [--key KEY]

  --kind     one of ${importKinds.join(', ')}
  --company  code of the company, e.g. INTERNOM
  --file     CSV file (UTF-8 or Windows-1251)
  --url      of the cloud; default http://127.0.0.1:8787
  --key      API key; default KASSA_API_KEY, else the demo's key of the company's group
`

const Options = z.object({
  kind: z.enum(importKinds),
  company: z.string().min(1),
  file: z.string().min(1),
  url: z.url().default('http://127.0.0.1:8787'),
  key: z.string().optional(),
})
type Options = z.infer<typeof Options>

/** What the one-box start wrote: an API key for each of its groups. */
const DemoCredentials = z.object({ keys: z.record(z.string(), z.string()) })

process.exitCode = await main(process.argv.slice(2))

/** 0 = all lines are in, 1 = some were rejected, 2 = nothing was sent or the cloud refused the file. */
async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    console.error(`${options}\n\n${usage}`)
    return 2
  }
  try {
    const report = await send(options, readFileSync(options.file))
    console.log(describe(report))
    return report.rejected > 0 ? 1 : 0
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
    console.error(`${error instanceof Error ? error.message : String(error)} ${cause}`.trim())
    return 2
  }
}

function readOptions(args: readonly string[]): Options | string {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { kind: text, company: text, file: text, url: text, key: text },
    })
    const parsed = Options.safeParse(values)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    return `--${issue?.path.join('.')}: ${issue?.message}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function send(options: Options, bytes: Buffer): Promise<ImportReport> {
  const { kind, company, url } = options
  const address = new URL(`/v1/import/${kind}?company=${encodeURIComponent(company)}`, url)
  let refusal = 'No API key: give --key or set KASSA_API_KEY.'
  for (const key of keysToTry(options)) {
    const response = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
      body: new Uint8Array(bytes),
    })
    if (response.ok) return ImportReport.parse(await response.json())
    const problem = Problem.safeParse(await response.json().catch(() => null))
    refusal = problem.success ? problem.data.detail : `The cloud answered ${response.status}.`
    // The demo has a key for each group, and only one of the groups has this company.
    if (response.status !== 404) break
  }
  throw new Error(refusal)
}

function keysToTry({ key }: Options): string[] {
  const given = key ?? process.env.KASSA_API_KEY
  if (given !== undefined && given !== '') return [given]
  const file = join(process.env.KASSA_DATA ?? './data', 'demo', 'credentials.json')
  if (!existsSync(file)) return []
  return Object.values(DemoCredentials.parse(JSON.parse(readFileSync(file, 'utf8'))).keys)
}

function describe(report: ImportReport): string {
  const { kind, company, encoding, read, created, updated, unchanged, rejected } = report
  const lines = [
    `${kind} of ${company} (${encoding}): ${read} lines read, ${created} created, ` +
      `${updated} updated, ${unchanged} unchanged, ${rejected} rejected`,
    ...report.problems.map(
      ({ line, column, value, reason, fix }) =>
        `  line ${line}${column && `, ${column}`}${value && ` "${value}"`}: ${reason}; ${fix}`,
    ),
  ]
  const more = report.problemCount - report.problems.length
  if (more > 0) lines.push(`  … and ${more} more problems`)
  return lines.join('\n')
}
