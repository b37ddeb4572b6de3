import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { compileShim } from '../../support/c-shim.ts'
import { type KilledHub, openKilledHub } from './killed-hub.ts'
import { cutPower } from './power-cut.ts'

const TILLS = Number(process.env['KASSA_TEST_TILLS'] ?? 20)
/** The long version: KASSA_TEST_POWER_CUTS=200. */
const POWER_CUTS = Number(process.env['KASSA_TEST_POWER_CUTS'] ?? 2)
const ROUND_MS = 60_000

test(
  `no acknowledged sale is lost when the power fails ${POWER_CUTS} times and unsynced writes are torn; none is taken for damage`,
  async () => {
    await using hub = await openKilledHub(TILLS)
    using tools = toolFolder()
    const shim = compileShim(new URL('./drop-unsynced.c', import.meta.url), tools.path)
    const undo = join(tools.path, 'undo')
    const env = { LD_PRELOAD: shim, KASSA_UNDO: undo }
    for (let round = 0; round < POWER_CUTS; round += 1) {
      hub.start(env)
      await someSales(hub, round + 1)
      await hub.kill()
      cutPower(hub.folder, undo)
      // The next hub reads the log anew; then nothing may be missing.
      hub.start(env)
      await moreSales(hub, 1)
      await hub.kill()
      expect(hub.missing(), `after power cut ${round + 1}`).toEqual([])
      cutPower(hub.folder, undo)
      // Nobody cut the disk itself: the log's torn end is no damage, and no salvage was told.
      expect(existsSync(join(hub.folder, 'salvaged.json'))).toBe(false)
      if ((round + 1) % 20 === 0)
        process.stdout.write(`${round + 1} cuts, ${hub.saved.size} sales\n`)
    }
    // The shim bites: a hub whose fsync does nothing loses what it had promised.
    hub.start({ ...env, KASSA_SYNC: 'off' })
    // The first answers may repeat what the hub before had saved.
    await moreSales(hub, TILLS + 1)
    const promised = hub.saved.size
    await hub.kill()
    expect(cutPower(hub.folder, undo, 0)).toBeGreaterThan(0)
    hub.start()
    await vi.waitUntil(() => hub.saved.size > promised, { timeout: ROUND_MS })
    await hub.kill()
    expect(hub.missing().length).toBeGreaterThan(0)
  },
  (2 * POWER_CUTS + 3) * ROUND_MS,
)

/** Every fourth end falls into the start, the others between sales, at no chosen instruction. */
async function someSales(hub: KilledHub, round: number): Promise<void> {
  if (round % 4 === 3) return sleep(Math.random() * 600)
  const goal = hub.saved.size + 1 + Math.floor(Math.random() * 30)
  await vi.waitUntil(() => hub.saved.size >= goal, { timeout: ROUND_MS, interval: 5 })
  await sleep(Math.random() * 30)
}

async function moreSales(hub: KilledHub, count: number): Promise<void> {
  const goal = hub.saved.size + count
  await vi.waitUntil(() => hub.saved.size >= goal, { timeout: ROUND_MS, interval: 5 })
}

function toolFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'kassa-shim-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
