import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLine } from '#gateway/lines/open-line.ts'
import { createVirtualLines } from '#gateway/lines/virtual.ts'
import { type ScannerHealth, startScanner } from '#gateway/scanner/scanner.ts'
import { DeviceConfig, type DeviceEvent } from '#shared/contracts/device.ts'

test('a scanner on a serial line is read, and read again after its cable was out', async () => {
  const folder = await mkdtemp('/tmp/kassa-scanner-')
  const [gatewayEnd, scannerEnd] = [join(folder, 'gateway'), join(folder, 'scanner')]
  const events: DeviceEvent[] = []
  const health: ScannerHealth[] = []
  const config = DeviceConfig.parse({
    kind: 'barcode-scanner',
    device: 'scanner-1',
    name: 'Scanner',
    line: { kind: 'serial', path: gatewayEnd },
    till: 'T1',
  })
  if (config.kind !== 'barcode-scanner') throw new Error('unreachable')
  let cable = await plugIn(gatewayEnd, scannerEnd)
  const scanner = startScanner({
    config,
    openLine: () => openLine('scanner-1', config.line, { virtualLines: createVirtualLines() }),
    clock: Date.now,
    onHealth: (seen) => health.push(seen),
    onEvent: (event) => events.push(event),
    log: { warn: () => undefined },
    times: { reconnectMinMs: 50, reconnectMaxMs: 100 },
  })
  await expect.poll(() => health.at(-1)?.availability).toBe('online')
  await appendFile(scannerEnd, ']E05901234123457\r')
  await expect.poll(() => events).toMatchObject([{ data: '5901234123457', symbology: 'EAN-13' }])

  await unplug(cable)
  await expect.poll(() => health.at(-1)?.availability).toBe('offline')
  cable = await plugIn(gatewayEnd, scannerEnd)
  await expect.poll(() => health.at(-1)?.availability).toBe('online')
  await appendFile(scannerEnd, '010460043993125621abc\u001d93Zj3k\r')
  await expect
    .poll(() => events.at(-1))
    .toMatchObject({ data: '010460043993125621abc\u001d93Zj3k' })

  await scanner.close()
  await unplug(cable)
  await rm(folder, { recursive: true, force: true })
})

/** Two ends of a cable as pseudo-terminals. */
async function plugIn(a: string, b: string): Promise<ChildProcess> {
  const pty = (link: string) => `pty,raw,echo=0,link=${link}`
  const socat = spawn('socat', [pty(a), pty(b)], { stdio: 'ignore' })
  await expect.poll(() => existsSync(a) && existsSync(b)).toBe(true)
  return socat
}

async function unplug(socat: ChildProcess): Promise<void> {
  const exited = once(socat, 'exit')
  socat.kill()
  await exited
}
