import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDisk } from '#hub/health/disk.ts'
import { createHealth } from '#hub/health/health.ts'
import { createHubClock } from '#hub/health/hub-clock.ts'
import { replicaTroubles } from '#hub/health/replica-trouble.ts'

test('a replica that is not its feed is a trouble of the hub until it is compared again [A3.10]', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-health-'))
  const disk = createDisk({ folder, readFree: () => 2 ** 40 })
  const clock = createHubClock({
    wall: () => 1000,
    uptimeMs: () => 0,
    builtAt: 0,
    lastEventAt: 0,
  })
  let tables: string[] = []
  const status = () => ({
    at: 0,
    error: null,
    failingForMs: 0,
    differs: tables,
    uncheckedSince: null,
  })
  const health = createHealth({ disk, clock, replica: () => replicaTroubles(status(), null, 1000) })
  expect(health.troubles()).toEqual([])
  tables = ['price', 'product']
  const [trouble] = health.troubles()
  expect(trouble?.code).toBe('replica-differs')
  expect(trouble?.words).toContain('price, product')
  expect(trouble?.remedy).toContain('by itself')
  tables = []
  expect(health.troubles()).toEqual([])
  rmSync(folder, { recursive: true })
})
