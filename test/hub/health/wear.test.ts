import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createWear } from '#hub/health/wear.ts'
import { openTestHub } from '../open-hub.ts'

const HOUR = 3600 * 1000

test('bytes written a day follow the pace of the last day, whoever asks and how seldom [C]', () => {
  let at = 0
  let written = 1000
  const wear = createWear(
    () => written,
    () => at,
  )
  expect(wear?.now()).toEqual({ writtenBytes: 1000, bytesPerDay: null })
  at = HOUR
  written = 11_000
  wear?.sample()
  expect(wear?.now().bytesPerDay).toBe(240_000)
  // A day at a tenth of that pace, in which nobody asks: what was before has passed out of sight.
  for (let hour = 2; hour <= 30; hour += 1) {
    at = hour * HOUR
    written += 1000
    wear?.sample()
  }
  expect(wear?.now().bytesPerDay).toBe(24_000)
  // Asked once a day, it still knows the pace.
  at += 23 * HOUR
  written += 23 * 1000
  expect(wear?.now().bytesPerDay).toBe(24_000)
})

test('a pace is known where samples were missed for days, as on a machine that slept', () => {
  let at = 0
  let written = 0
  const wear = createWear(
    () => written,
    () => at,
  )
  for (const hours of [72, 96]) {
    at = hours * HOUR
    written = hours * 1000
    wear?.sample()
    expect(wear?.now().bytesPerDay).toBe(24_000)
  }
})

test('a system that does not tell has no figure', () => {
  expect(createWear(() => null)).toBeNull()
})

test('what a child writes counts while it runs, and once when it has ended', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-wear-'))
  const wear = createWear()
  const written = () => wear?.now().writtenBytes ?? 0
  const before = written()
  const write = `dd if=/dev/zero of=${join(dir, 'file')} bs=1M count=8 conv=fsync 2>&1; read end`
  const child = spawn('sh', ['-c', write], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  await expect.poll(() => written() - before).toBeGreaterThanOrEqual(8 * 1024 * 1024)
  child.stdin.end()
  await once(child, 'close')
  expect(written() - before).toBeGreaterThanOrEqual(8 * 1024 * 1024)
  expect(written() - before).toBeLessThan(16 * 1024 * 1024)
  rmSync(dir, { recursive: true })
})

test('what this process really writes shows in the figure, and the figure in health', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-wear-'))
  const wear = createWear()
  const before = wear?.now().writtenBytes ?? 0
  writeFileSync(join(dir, 'file'), Buffer.alloc(8 * 1024 * 1024, 1), { flush: true })
  expect((wear?.now().writtenBytes ?? 0) - before).toBeGreaterThanOrEqual(8 * 1024 * 1024)
  rmSync(dir, { recursive: true })
  await using files = await openTestHub()
  const { body } = await files.call('GET', '/health')
  expect(body).toMatchObject({ wear: { writtenBytes: expect.any(Number) as number } })
})
