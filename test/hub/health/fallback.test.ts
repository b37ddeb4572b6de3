import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDisk } from '#hub/health/disk.ts'
import { withFallback } from '#hub/health/fallback.ts'
import { createHealth } from '#hub/health/health.ts'
import { createHubClock } from '#hub/health/hub-clock.ts'

test('the version that a box fell back to says so; one on trial, and a box without a note, do not [C]', () => {
  const box = mkdtempSync(join(tmpdir(), 'kassa-box-'))
  const clock = createHubClock({ wall: Date.now, uptimeMs: () => 0, builtAt: 0, lastEventAt: null })
  const health = createHealth({ disk: createDisk({ folder: box, readFree: () => 2 ** 40 }), clock })
  const told = (release: string | undefined) =>
    withFallback(health, { box, release })
      .troubles()
      .map(({ code, values }) => [code, values['wanted']])
  expect(told('1.0.0')).toEqual([])
  const fellBack = { wanted: '1.1.0', running: '1.0.0', reason: 'it failed in two starts', at: 1 }
  writeFileSync(join(box, 'switch.json'), JSON.stringify({ trial: null, fellBack, sells: true }))
  expect(told('1.0.0')).toEqual([['version-fell-back', '1.1.0']])
  expect(told('1.2.0')).toEqual([])
  expect(told(undefined)).toEqual([])
  rmSync(box, { recursive: true })
})
