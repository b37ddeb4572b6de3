import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { probePort } from '#gateway/lines/probe.ts'
import { createCable } from '#gateway/lines/virtual.ts'
import { framing } from '#gateway/lines/words.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { createVirtualScale } from '#gateway/virtual/scale.ts'
import type { Line } from '#shared/contracts/device.ts'
import type { PortProbe } from '#shared/contracts/found.ts'
import { newId } from '#test/hub/print/rig.ts'

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
  expect([printer.receipts(), printer.warnings()]).toEqual([[], []])
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
  expect(answer.tried).toHaveLength(5)
  const status = [16, 4, 1, 16, 4, 2, 16, 4, 3, 16, 4, 4]
  expect(sent).toEqual([...status, ...status, ...status, ...status, 0x57])
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
