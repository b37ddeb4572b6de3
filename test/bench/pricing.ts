import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { z } from 'zod'
import type { Figure } from './figure.ts'

const Measured = z.object({
  plainMs: z.number(),
  ownMs: z.number(),
  fired: z.int(),
  lacking: z.int(),
  byLineMs: z.number(),
  atOnceMs: z.number(),
})

/**
 * A basket of 100 lines with 200 live rules, against a general rules engine that decides the same
 * ones. From a bundle in a process of its own, as hubs run it: tsx keeps the name of each function,
 * which makes small ones several times as slow.
 */
export async function benchPricing(): Promise<Figure[]> {
  const { plainMs, ownMs, fired, lacking, byLineMs, atOnceMs } = await measure()
  const byLine = byLineMs / ownMs
  const atOnce = atOnceMs / ownMs
  return [
    {
      what: 'pricing 100 lines with 200 live rules, CPU time',
      measured: `${ownMs.toFixed(2)} ms, ${fired} rules fired (${plainMs.toFixed(2)} ms without rules)`,
      budget: '≤ 1 ms',
      met: ownMs <= 1 && lacking === 0,
      numbers: { ownMs, plainMs, fired, lacking },
    },
    {
      what: 'json-rules-engine only deciding the same rules, line by line',
      measured: `${byLineMs.toFixed(0)} ms, ${byLine.toFixed(0)} × as long (${atOnce.toFixed(1)} × asked once a basket)`,
      budget: '≥ 10 × as long',
      met: byLine >= 10,
      numbers: { byLineMs, atOnceMs, byLine, atOnce },
    },
  ]
}

async function measure(): Promise<z.infer<typeof Measured>> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'kassa-bench-')), 'pricing.cjs')
  const entry = fileURLToPath(new URL('./pricing-process.ts', import.meta.url))
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', outfile })
  const { stdout, stderr, status } = spawnSync(process.execPath, [outfile], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`pricing: ${stderr}`)
  return Measured.parse(JSON.parse(stdout))
}
