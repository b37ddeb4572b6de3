import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileShim } from '../../support/c-shim.ts'
import { until } from '../../support/shop.ts'
import { openKilledHub } from './killed-hub.ts'

/** The long version: KASSA_TEST_COMMIT_FAULTS=50. */
const FAULTS = Number(process.env['KASSA_TEST_COMMIT_FAULTS'] ?? 2)
const TILLS = 8
const ROUND_MS = 60_000
const EXIT_FATAL = 70

test(
  `a COMMIT that says EIO after it was written ends the hub; started again it answers each repeated sale as written [A1]`,
  async () => {
    using tools = toolFolder()
    const shim = compileShim(new URL('./failing-disk.c', import.meta.url), tools.path)
    const env = { LD_PRELOAD: shim, KASSA_FAULTS: tools.path }
    await using hub = await openKilledHub(TILLS)
    let written = 0
    for (let round = 0; round < FAULTS; round += 1) {
      hub.start(env)
      const before = hub.saved.size
      // The first answers may repeat what the hub before had saved.
      await until('sales', async () => hub.saved.size > before + TILLS, ROUND_MS)
      writeFileSync(join(tools.path, 'commit'), '')
      expect(await hub.ended()).toBe(EXIT_FATAL)
      expect(existsSync(join(tools.path, 'commit'))).toBe(false)
      const stored = hub.stored()
      written += hub.unanswered().filter((id) => stored.has(id)).length
      expect(hub.missing(), `after fault ${round + 1}`).toEqual([])
    }
    // The shim bites: sales were on the disk of which no till knew.
    expect(written).toBeGreaterThan(0)
    hub.start(env)
    const last = hub.saved.size
    await until('sales', async () => hub.saved.size > last + TILLS, ROUND_MS)

    // Checkpoints fail: the log takes the sales, and the box says what is wrong with it.
    writeFileSync(join(tools.path, 'checkpoint'), '')
    await until('the trouble', async () => (await troubles(hub.url())).includes('disk-fails'))
    const during = hub.saved.size
    await until('sales', async () => hub.saved.size > during + TILLS, ROUND_MS)
    rmSync(join(tools.path, 'checkpoint'))
    await until('no trouble', async () => !(await troubles(hub.url())).includes('disk-fails'))
    await hub.kill()
    expect(hub.missing()).toEqual([])
    const numbers = [...hub.saved.values()]
    expect(new Set(numbers).size).toBe(numbers.length)
  },
  (FAULTS + 6) * ROUND_MS,
)

async function troubles(url: string | null): Promise<string[]> {
  const health = await (await fetch(`${url}/v1/health`)).json()
  return (health as { troubles: { code: string }[] }).troubles.map(({ code }) => code)
}

function toolFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'kassa-faults-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
