import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { createLines } from '#gateway/lines/open-line.ts'
import { openSerialLine } from '#gateway/lines/serial.ts'
import { createVirtualLines } from '#gateway/lines/virtual.ts'
import { framing } from '#gateway/lines/words.ts'
import { CONNECT_MS } from '#gateway/probe/probe-host.ts'
import { probePort } from '#gateway/probe/probe-port.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { startTcpPrinter } from '#gateway/virtual/tcp-printer.ts'
import { Line } from '#shared/contracts/device.ts'
import { readDeviceReason } from '#shared/texts/device-reason.ts'
import { openSerialCable } from '#test/gateway/lines/pty.ts'
import { newId, until } from '#test/hub/print/rig.ts'
import {
  fiscalFrame,
  networkTerminal,
  type Responder,
  refusingTerminal,
  serialTerminal,
  shtrihDevice,
} from './responders.ts'

const lines = createLines({ virtualLines: createVirtualLines() })
const deps = {
  open: (line: Line) => lines.open('probe', line, CONNECT_MS),
  clock: Date.now,
  // Who answers ends it sooner.
  answerMs: 10_000,
}
const reserved = /set it up as reserved-line, use (payment|fiscal)/

test('a payment terminal on a serial line is named, and everything it says is acknowledged', async () => {
  const { answer } = await onCable('9600 8N2', serialTerminal())
  expect(answer).toMatchObject({
    found: 'payment-terminal',
    line: { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 2 },
    reason: expect.stringMatching(reserved),
  })
  expect(answer.tried.at(-1)).toBe('9600 8N2')
})

test('a fiscal printer is named before anybody else is asked for, and hears nothing but that', async () => {
  const { answer, device } = await onCable('9600 8N1', shtrihDevice(fiscalFrame))
  expect(answer).toMatchObject({ found: 'fiscal-printer', tried: ['9600 8N1'] })
  expect(answer.reason).toMatch(/^ШТРИХ-М-ФР-К: no driver here: set it up as reserved-line/)
  expect(device.heard()).toBe('050201fcfd06')
})

test('at a network address a receipt printer is found on 9100, with what it complains of', async () => {
  const host = freeHost()
  const printer = createVirtualPrinter({ maker: 'epson', columns: 48, clock: Date.now })
  printer.setCover('open')
  const server = await startTcpPrinter({ printer, host, port: 9100 })
  const answer = await probePort(probe(host), deps)
  expect(answer).toEqual({
    found: 'receipt-printer',
    line: { kind: 'tcp', host, port: 9100 },
    reason: 'cover is open',
    tried: [`${host}:9100`],
  })
  expect([printer.receipts(), printer.warnings()]).toEqual([[], []])
  await server.close()
})

test('at a network address a payment terminal is found on 20007, also one that refuses the enquiry', async () => {
  for (const device of [networkTerminal(), refusingTerminal()]) {
    const host = freeHost()
    await using _server = await listen(host, 20_007, device)
    const answer = await probePort(probe(host), deps)
    expect(answer).toMatchObject({
      found: 'payment-terminal',
      line: { kind: 'tcp', host, port: 20_007 },
      reason: expect.stringMatching(reserved),
      tried: [`${host}:9100`, `${host}:20007`],
    })
    await until(() => device.isContent())
  }
})

test('an address where nobody answers says why: refused, no route, silent, or something else', async () => {
  const host = freeHost()
  const answerOf = async (...of: Parameters<typeof probePort>) => {
    const answer = await probePort(...of)
    // Screens have words for it in their language.
    expect([answer.reason, readDeviceReason(answer.reason)]).not.toEqual([answer.reason, null])
    return answer
  }
  expect(await answerOf(probe(host), deps)).toMatchObject({
    found: 'refused',
    line: null,
    reason: 'port 9100 and 20007: refused: is it switched on and is the port right?',
  })
  const broadcast = await answerOf({ ...probe('255.255.255.255'), port: 9100 }, deps)
  expect(broadcast.reason).toBe(
    'port 9100: no route: is this address in the network of the gateway?',
  )
  const timedOut = Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' })
  const open = () => Promise.reject(new Error('did not answer', { cause: timedOut }))
  expect(await answerOf({ ...probe(host), port: 9100 }, { ...deps, open })).toMatchObject({
    found: 'refused',
    reason: 'port 9100: no answer in 2 s: check its power and the address',
  })
  await using _web = await listen(host, 9100, talker('HTTP/1.1 400 Bad Request\r\n\r\n'))
  expect(await answerOf({ ...probe(host), port: 9100 }, deps)).toMatchObject({
    found: 'nothing',
    reason: 'port 9100: connected, and answers that mean nothing: is it another device?',
  })
  await using _mute = await listen(host, 20_007, talker(''))
  const mute = await answerOf({ ...probe(host), port: 20_007 }, { ...deps, answerMs: 30 })
  expect(mute).toMatchObject({
    found: 'nothing',
    reason: 'port 20007: connected, and no answer in 2 s: is it another device?',
  })
})

async function onCable(settings: string, device: Responder) {
  await using cable = await openSerialCable()
  const end = Line.parse({ kind: 'serial', path: cable.far })
  if (end.kind !== 'serial') throw new Error('unreachable')
  const far = await openSerialLine(end)
  device.attach(far)
  const { probeId, expiresAt } = probe('')
  const question = { probeId, expiresAt, kind: 'serial', path: cable.near } as const
  // At other settings the device would hear noise; here it hears each question for a moment.
  const open = async (line: Line) => {
    const opened = await deps.open(line)
    if (line.kind === 'serial' && framing(line) !== settings) {
      setTimeout(() => opened.destroy(), 20)
    }
    return opened
  }
  const answer = await probePort(question, { ...deps, open })
  expect(readDeviceReason(answer.reason)).toEqual({ key: 'device.reason.reserve', values: {} })
  // The last word may still be on its way.
  await until(() => device.isContent())
  far.destroy()
  return { answer, device }
}

async function listen(host: string, port: number, device: Pick<Responder, 'attach'>) {
  const server = createServer((socket) => device.attach(socket)).listen(port, host)
  await once(server, 'listening')
  return {
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

function talker(words: string): Pick<Responder, 'attach'> {
  return {
    attach(end) {
      end.on('error', () => undefined)
      end.on('data', () => (words === '' ? undefined : end.end(words)))
    },
  }
}

function probe(host: string) {
  return { probeId: newId(), kind: 'tcp', host, expiresAt: Date.now() + 8000 } as const
}

/** All of 127/8 is this machine: there the ports of others are free. */
function freeHost(): string {
  return `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`
}
