import { expect, test } from 'vitest'
import { checkDeviceFile, openFault } from '#gateway/lines/device-file.ts'
import { createLines } from '#gateway/lines/open-line.ts'
import { openTcpLine } from '#gateway/lines/tcp.ts'
import { createVirtualLines } from '#gateway/lines/virtual.ts'
import { nameLine, noiseWords, silenceWords } from '#gateway/lines/words.ts'
import { readConfig } from '#gateway/link/config-words.ts'
import { blockedBy } from '#gateway/printer/status.ts'
import { noGateway } from '#hub/devices/faults.ts'
import { gatewayLost, gatewayStopped, Line } from '#shared/contracts/device.ts'
import { deviceReasonTexts, readDeviceReason } from '#shared/texts/device-reason.ts'

/** What a gateway says of a device is read by its words: each of them must go on being read. */

const lines = [
  { kind: 'serial', path: '/dev/no-such-port', baudRate: 9600 },
  { kind: 'usb', path: '/dev/usb/no-such-printer' },
  { kind: 'tcp', host: '192.168.1.50', port: 9100 },
  { kind: 'virtual' },
].map((line) => Line.parse(line))

const ready = { paper: 'ok', cover: 'closed', error: '', offline: false, drawerPin: 'low' } as const

test.each([
  gatewayLost,
  gatewayStopped,
  noGateway,
  'not connected yet',
  'the line was closed',
  'it has no settings yet',
  'the display took no bytes for 5 s',
  'connection lost: the line took no data for 5000 ms',
  'too late: not connected: 192.168.1.50:9100 did not answer within 3000 ms: check its power',
  'too late: the printer was busy',
  'error: look at the printer',
  'paper cutter error: clear the jam',
  'unrecoverable error: switch the printer off and on',
  blockedBy({ ...ready, cover: 'open' }),
  blockedBy({ ...ready, paper: 'out' }),
  blockedBy({ ...ready, offline: true }),
  ...lines.flatMap((line) => [
    silenceWords(line, 12_000),
    silenceWords(line, 3_600_000),
    noiseWords(line),
    `${nameLine(line)} hung up`,
    `not connected: ${nameLine(line)} was lost as it opened`,
    `${nameLine(line)} is in use by device a: set another line`,
  ]),
])('%s', (reason) => {
  expectWords(reason)
})

test('what opening a line refuses is read, too', async () => {
  const [serial, usb, , virtual] = lines
  const of = async (opening: Promise<unknown>) => {
    await expect(opening).rejects.toSatisfy((error: Error) => expectWords(error.message))
  }
  for (const line of [serial, usb]) {
    if (line?.kind !== 'serial' && line?.kind !== 'usb') throw new Error('unreachable')
    await of(checkDeviceFile(line))
    await of(checkDeviceFile({ ...line, path: '/tmp' }))
    expectWords(openFault(line, new Error('Cannot lock port')).message)
    expectWords(openFault(line, new Error('EIO: i/o error')).message)
  }
  await of(openTcpLine({ host: '127.0.0.1', port: 1, timeoutMs: 1000 }))
  await of(openTcpLine({ host: 'no-such-name.invalid', port: 9100, timeoutMs: 5000 }))
  if (virtual === undefined) throw new Error('unreachable')
  await of(createLines({ virtualLines: createVirtualLines() }).open('display', virtual))
  for (const config of ['', '{"kind":"hologram"}', '{"kind":"scale"}']) {
    const read = readConfig(config)
    expectWords('reason' in read ? read.reason : '')
  }
})

test('words of a newer gateway are no mistake: they are shown as they came', () => {
  expect(readDeviceReason('the flux is low')).toBeNull()
})

/** It has words in both languages, and a value for each blank. */
function expectWords(reason: string): true {
  const read = readDeviceReason(reason)
  expect(read, reason).not.toBeNull()
  const texts = deviceReasonTexts[read?.key ?? 'device.reason.not-yet']
  for (const words of [texts.en, texts.mn]) {
    const blanks = [...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name)
    expect(Object.keys(read?.values ?? {}).toSorted(), reason).toEqual(blanks.toSorted())
  }
  return true
}
