import { stdin, stdout } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSerialLine } from '#gateway/lines/serial.ts'

/**
 * The wire itself, as a process of its own: what is written to the terminal `path` comes out at stdout as
 * fast as `baudRate` allows (ten bits a byte), and what stdin says goes back at once. A device at a wire
 * does not hold it up while it works, so neither does the one of the bench.
 */
const [path = '', baud = ''] = process.argv.slice(2)
const baudRate = Number(baud)
const bytesPerMs = baudRate / 10 / 1000
/** What a driver and its chip hold beyond the terminal's own queue; ms. */
const ahead = 50

const line = await openSerialLine({
  kind: 'serial',
  path,
  baudRate,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flow: 'none',
})
let freeAt = 0
let last: Promise<unknown> = Promise.resolve()
line.on('data', (chunk: Uint8Array) => {
  const now = performance.now()
  const outAt = Math.max(now, freeAt) + chunk.length / bytesPerMs
  freeAt = outAt
  last = last.then(() => sleep(outAt - performance.now())).then(() => stdout.write(chunk))
  if (outAt - now <= ahead) return
  line.pause()
  setTimeout(() => line.resume(), outAt - now - ahead)
})
stdin.on('data', (answer: Uint8Array) => line.write(answer))
stdin.on('end', () => process.exit(0))
stdout.write(Uint8Array.of(0))
