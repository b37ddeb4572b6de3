import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { createCable } from '#gateway/lines/virtual.ts'
import { framing } from '#gateway/lines/words.ts'
import { probePort } from '#gateway/probe/probe-port.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { createVirtualScale } from '#gateway/virtual/scale.ts'
import type { Line } from '#shared/contracts/device.ts'
import type { PortProbe } from '#shared/contracts/found.ts'
import { newId } from '#test/hub/print/rig.ts'
import { fiscalFrame, lateShtrihDevice, pos2Frame, shtrihDevice } from './responders.ts'

test('a printer is found at the speed at which it answers, with what it complains of', async () => {
  const printer = createVirtualPrinter({ maker: 'epson', columns: 48, clock: Date.now })
  printer.setPaper('out')
  const port = portWith('115200 8N1', (end) => printer.attach(end))
  const answer = await probePort(probe(), { ...port, clock: Date.now, answerMs: 30 })
  expect(answer).toMatchObject({
    found: 'receipt-printer',
    line: { kind: 'serial', path: '/dev/ttyUSB0', baudRate: 115_200, dataBits: 8, parity: 'none' },
    reason: 'out of paper',
    tried: ['9600 8N1', '115200 8N1'],
  })
  // ENQ, which is none of its commands, is dropped.
  expect([printer.receipts(), printer.warnings()]).toEqual([[], ['not a command: 05']])
})

test('a scale is found by its answer to W, whatever lies on it', async () => {
  for (const grams of [0, 1250]) {
    const scale = createVirtualScale(() => undefined)
    scale.put(grams)
    const port = portWith('9600 7E1', (end) => scale.attach(end))
    const answer = await probePort(probe(), { ...port, clock: Date.now, answerMs: 30 })
    expect(answer).toMatchObject({ found: 'scale', line: { dataBits: 7, parity: 'even' } })
  }
})

test('a POS2 scale says its name, and a fiscal printer may first owe the answer of yesterday', async () => {
  const scale = portWith('9600 8N1', (end) => shtrihDevice(pos2Frame).attach(end))
  expect(await probePort(probe(), { ...scale, clock: Date.now, answerMs: 1000 })).toMatchObject({
    found: 'scale',
    protocol: 'pos2',
    reason: 'ШТРИХ-СЛИМ: it speaks POS2: no driver here',
    tried: ['9600 8N1'],
  })
  const device = lateShtrihDevice(fiscalFrame)
  const late = portWith('115200 8N1', (end) => device.attach(end))
  const answer = await probePort(probe(), { ...late, clock: Date.now, answerMs: 100 })
  expect(answer).toMatchObject({ found: 'fiscal-printer', line: { baudRate: 115_200 } })
  expect(device.heard()).toBe('0506050201fcfd06')
})

test('what is silent or makes noise is nothing, and only the safe questions were sent to it', async () => {
  const sent: number[] = []
  const port = portWith(null, (end) => {
    end.on('data', (chunk: Uint8Array) => {
      sent.push(...chunk)
      end.write(Uint8Array.of(0x12, 0xff, 0x41, 0x12))
    })
  })
  const answer = await probePort(probe(), { ...port, clock: Date.now, answerMs: 20 })
  expect(answer).toMatchObject({ found: 'nothing', line: null })
  expect(answer.tried).toEqual([
    '9600 8N1',
    '115200 8N1',
    '19200 8N1',
    '38400 8N1',
    '9600 7E1',
    '9600 8N2',
  ])
  const enq = '05'
  const status = '100401100402100403100404'
  const weight = '57'
  const enquiry = '100205010010031006'
  expect(Buffer.from(sent).toString('hex')).toBe(
    [enq, status, enq, status, status, status, weight, enquiry].join(''),
  )
})

test('a question that comes too late is not asked, and a port that does not open says why', async () => {
  const late = { ...probe(), expiresAt: Date.now() - 1 }
  const closed = {
    open: () => Promise.reject(new Error('serial line /dev/ttyUSB0 is used by another program')),
    clock: Date.now,
  }
  expect((await probePort(late, closed)).found).toBe('nothing')
  expect(await probePort(probe(), closed)).toMatchObject({
    found: 'refused',
    reason: 'serial line /dev/ttyUSB0 is used by another program',
  })
})

/** A device that hears and speaks at these settings only; null = at all. */
function portWith(settings: string | null, attach: (end: Duplex) => void) {
  return {
    async open(line: Line): Promise<Duplex> {
      const [near, far] = createCable()
      const isRight = settings === null || (line.kind === 'serial' && framing(line) === settings)
      if (isRight) attach(far)
      else far.resume()
      return near
    },
  }
}

function probe(): PortProbe {
  const path = '/dev/ttyUSB0'
  return { probeId: newId(), kind: 'serial', path, expiresAt: Date.now() + 8000 }
}
