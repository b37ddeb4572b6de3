import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { makeLargeJournal } from './large-journal.ts'

/** The long version, 35 days of 2,000: KASSA_TEST_SALVAGE_SALES=70000. */
const SALES = Number(process.env['KASSA_TEST_SALVAGE_SALES'] ?? 3000)
const MIB = 1024 * 1024
/** What a box of 1 GB has left beside a running system. */
const MOST_MIB = 400
const Report = z.object({ kept: z.number(), peakMiB: z.number(), tookMs: z.number() })

test(`a journal of ${SALES} sales is mended page by page, whatever memory the box has [C]`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-large-'))
  try {
    const path = join(dir, 'journal.db')
    makeLargeJournal(path, SALES, 2025)
    const mib = Math.round(statSync(path).size / MIB)
    writeFileSync(`${path}.damaged`, JSON.stringify({ reason: 'a page' }))
    const script = fileURLToPath(new URL('./salvage-report.ts', import.meta.url))
    const args = ['--import', 'tsx', script, path]
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    const report = Report.parse(JSON.parse(stdout || stderr))
    const { kept, peakMiB, tookMs } = report
    if (SALES > 10_000)
      process.stdout.write(`${SALES} sales, ${mib} MiB: ${tookMs} ms, at most ${peakMiB} MiB\n`)
    expect(kept).toBe(SALES)
    expect(peakMiB).toBeLessThan(MOST_MIB)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}, 600_000)
