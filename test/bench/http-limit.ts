import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { closedLoop, sender } from './load.ts'
import { cpuSeconds } from './process.ts'

const WARM_UP = 2_000

/** How many checkouts HTTP alone lets through, by the same generator on the same cores. */
export async function httpLimit(
  sales: number,
  makeSale: () => string,
  answer: string,
): Promise<{ readonly perSecond: number; readonly cpuUs: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-http-'))
  const file = join(folder, 'answer.json')
  writeFileSync(file, answer)
  const script = fileURLToPath(new URL('./http-only.ts', import.meta.url))
  const server = spawn(process.execPath, ['--import', 'tsx', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [said] = (await once(server.stdout, 'data')) as [Buffer]
    const send = sender(said.toString().trim(), 'none')
    await closedLoop(WARM_UP, makeSale, send)
    const before = cpuSeconds(server.pid)
    const { perSecond } = await closedLoop(sales, makeSale, send)
    return { perSecond, cpuUs: ((cpuSeconds(server.pid) - before) * 1e6) / sales }
  } finally {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}
