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
  await using server = await openHttpOnly(answer)
  const send = sender(server.url, 'none')
  await closedLoop(WARM_UP, makeSale, send)
  const before = cpuSeconds(server.pid)
  const { perSecond } = await closedLoop(sales, makeSale, send)
  return { perSecond, cpuUs: ((cpuSeconds(server.pid) - before) * 1e6) / sales }
}

/** A process that answers as a hub does, without one: a checkout with `answer`, `/v1/nothing` with nothing. */
export async function openHttpOnly(
  answer = '',
): Promise<AsyncDisposable & { readonly url: string; readonly pid: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-http-'))
  const file = join(folder, 'answer.json')
  writeFileSync(file, answer)
  const script = fileURLToPath(new URL('./http-only.ts', import.meta.url))
  const server = spawn(process.execPath, ['--import', 'tsx', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = (await once(server.stdout, 'data')) as [Buffer]
  return {
    url: said.toString().trim(),
    pid: server.pid ?? 0,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.kill()
      await closed
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
