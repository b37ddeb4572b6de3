import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { createLines } from '#gateway/lines/open-line.ts'
import { listPorts } from '#gateway/lines/ports.ts'
import { openSerialLine } from '#gateway/lines/serial.ts'
import { sttyWords } from '#gateway/lines/serial-bun.ts'
import { openTcpLine } from '#gateway/lines/tcp.ts'
import { createVirtualLines } from '#gateway/lines/virtual.ts'
import { framing, silenceWords } from '#gateway/lines/words.ts'
import { createBench, until } from '../printer/bench.ts'
import { serialSettings } from './kinds.ts'
import { openSerialCable } from './pty.ts'

test('a port that is in use is refused', async () => {
  await using cable = await openSerialCable()
  const first = await open(cable.near)
  await expect(open(cable.near)).rejects.toThrow(/115200 8N1 is used by another program/)
  first.destroy()
})

test('a receipt is printed over a serial line at 115 200 baud', async () => {
  await using cable = await openSerialCable()
  await using bench = await createBench({
    config: { line: settings(cable.near) },
    openLine: () => open(cable.near),
  })
  bench.device.attach(await open(cable.far))
  expect(await bench.print()).toEqual({ outcome: 'done', reason: '' })
  expect(bench.paper()[0]?.join('\n')).toContain('Өвгөн Жэк «Үлгэр»')
  expect(bench.device.receipts()[0]?.isCut).toBe(true)
  expect(bench.device.warnings()).toEqual([])
})

test('a serial cable pulled in the middle of a receipt leaves it unknown', async () => {
  await using cable = await openSerialCable()
  await using bench = await createBench({
    config: { line: settings(cable.near) },
    openLine: () => open(cable.near),
    linesPerSecond: 20,
  })
  bench.device.attach(await open(cable.far))
  const outcome = bench.print()
  await until(() => bench.progress.at(-1)?.state === 'printing')
  await cable.pull()
  expect((await outcome).outcome).toBe('unknown')
  await until(() => bench.printer.health().availability === 'offline')
})

test.each([
  [{ dataBits: 7, parity: 'even' }, '9600', '7E1'],
  [{ dataBits: 7, parity: 'odd', stopBits: 2 }, '9600', '7O2'],
  [{ stopBits: 2, flow: 'rtscts' }, '19200', '8N2 with RTS/CTS'],
  [{ flow: 'xonxoff' }, '38400', '8N1 with XON/XOFF'],
  [{ parity: 'even' }, '2400', '8E1'],
] as const)('a serial line opens as %j', async (more, baud, words) => {
  await using cable = await openSerialCable()
  const line = { ...settings(cable.near), ...more, baudRate: Number(baud) }
  expect(framing(line)).toBe(`${baud} ${words}`)
  const port = await openSerialLine(line)
  const set = execFileSync('stty', ['-F', cable.near, '-a'], { encoding: 'utf8' })
  expect(set).toContain(`speed ${baud} baud`)
  const has = (word: string) => new RegExp(`(^|\\s)${word}(;|\\s)`).test(set)
  // A pseudo-terminal has no wires: it always says cs8 and -parenb.
  expect(has('cstopb')).toBe(line.stopBits === 2)
  expect(has('crtscts')).toBe(line.flow === 'rtscts')
  expect(has('ixon')).toBe(line.flow === 'xonxoff')
  expect(has('-echo')).toBe(true)
  port.destroy()
})

test('the same settings in words for stty, where serialport cannot run', () => {
  expect(sttyWords(settings('/dev/ttyUSB0')).join(' ')).toBe(
    '115200 raw -echo clocal cs8 -parenb -parodd -cstopb -crtscts -ixon -ixoff',
  )
  const scale = { ...settings('/dev/ttyS0'), baudRate: 9600, dataBits: 7, parity: 'even' } as const
  expect(sttyWords({ ...scale, stopBits: 2, flow: 'rtscts' }).join(' ')).toBe(
    '9600 raw -echo clocal cs7 parenb -parodd cstopb crtscts -ixon -ixoff',
  )
})

test('a silent device is told with its speed and what to check, in steps', () => {
  const line = { ...settings('/dev/ttyUSB0'), baudRate: 9600 }
  expect(silenceWords(line, 12_900)).toBe(
    'no answer for 12 s at 9600 8N1: check the cable or the speed',
  )
  expect(silenceWords(line, 59_000)).toBe(silenceWords(line, 12_000))
  expect(silenceWords({ kind: 'tcp', host: '10.0.0.9', port: 9100 }, 300_000)).toBe(
    'no answer for 5 min from 10.0.0.9:9100: check its power and the address',
  )
})

test('ports are listed by names that stay, with what their plugs say of themselves', async () => {
  await using root = await makeRoot({
    'dev/ttyUSB0': '',
    'dev/ttyUSB10': '',
    'dev/ttyS0': '',
    'dev/ttyS1': '',
    'dev/usb/lp0': '',
    'sys/class/tty/ttyS0/type': '4\n',
    'sys/class/tty/ttyS1/type': '0\n',
    'sys/class/usbmisc/lp0/device/ieee1284_id': 'MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;\n',
  })
  const byId = join(root.path, 'dev/serial/by-id')
  await mkdir(byId, { recursive: true })
  const lasting = join(byId, 'usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0')
  await symlink('../../ttyUSB10', lasting)
  const ports = await listPorts(root.path)
  expect(ports.map(({ kind, path, name }) => [kind, relative(root.path, path), name])).toEqual([
    ['serial', 'dev/ttyS0', 'ttyS0'],
    ['serial', 'dev/ttyUSB0', 'ttyUSB0'],
    ['serial', relative(root.path, lasting), 'FTDI FT232R USB UART A50285BI'],
    ['usb', 'dev/usb/lp0', 'EPSON TM-T20II'],
  ])
})

test('a TCP line asks after ten seconds of silence whether the other end still lives', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const line = await openTcpLine({ host: '127.0.0.1', port, timeoutMs: 1000 })
  // proc(5): column 5 is `tr:tm->when`; timer 2 is the keepalive, in hundredths of a second.
  const ours = `:${port.toString(16).toUpperCase().padStart(4, '0')} 01 `
  const timer = () =>
    readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .find((row) => row.includes(ours))
      ?.trim()
      .split(/\s+/)[5]
  const [kind, when = ''] = timer()?.split(':') ?? []
  expect(kind).toBe('02')
  expect(Number.parseInt(when, 16)).toBeGreaterThan(500)
  expect(Number.parseInt(when, 16)).toBeLessThanOrEqual(1000)
  line.destroy()
  server.close()
})

test('two names of one port are one line, so that two devices never share it', async () => {
  await using cable = await openSerialCable()
  await symlink(cable.near, `${cable.near}-by-id`)
  const lines = createLines({ virtualLines: createVirtualLines() })
  const first = await lines.open('printer-1', settings(cable.near))
  await expect(lines.open('scanner-1', settings(`${cable.near}-by-id`))).rejects.toThrow(
    /in use by device printer-1/,
  )
  first.destroy()
})

const settings = serialSettings

function open(path: string): Promise<Duplex> {
  return openSerialLine(settings(path))
}

async function makeRoot(files: Readonly<Record<string, string>>) {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'kassa-root-')))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), text)
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
