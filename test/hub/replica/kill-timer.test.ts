import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createKillTimer } from '#hub/replica/kill-timer.ts'
import { until } from './hub-side.ts'

const LIMIT_MS = 800

test('a hub that itself stood still takes nobody for silent, and one that is silent afterwards is', async () => {
  let silent = 0
  const killTimer = createKillTimer({ limitMs: () => LIMIT_MS, onSilent: () => (silent += 1) })
  killTimer.start()
  try {
    // As a machine that is stopped, or whose disk answers nobody.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * LIMIT_MS)
    await sleep(0)
    await sleep(0)
    expect(silent).toBe(0)
    killTimer.progress()
    await until(() => silent > 0)
    await sleep(LIMIT_MS / 2)
    expect(silent).toBe(1)
  } finally {
    killTimer.stop()
  }
})
