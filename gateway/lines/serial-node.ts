import { Duplex } from 'node:stream'
import { SerialPort } from 'serialport'
import type { SerialSettings } from './serial.ts'

/** What may wait unread from a device that talks and nobody listens. */
const unreadBytesMax = 64 * 1024

export async function openNodeSerialLine(settings: SerialSettings): Promise<Duplex> {
  const port = new SerialPort({
    path: settings.path,
    baudRate: settings.baudRate,
    dataBits: settings.dataBits,
    parity: settings.parity,
    stopBits: settings.stopBits,
    rtscts: settings.flow === 'rtscts',
    xon: settings.flow === 'xonxoff',
    xoff: settings.flow === 'xonxoff',
    autoOpen: false,
  })
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error === null ? resolve() : reject(error)))
  })
  // Pseudo-terminals and some adapters have no modem lines: then there is nothing to raise.
  port.set({ dtr: true, rts: true }, () => undefined)
  return wrapPort(port)
}

/**
 * Three habits of `serialport` are kept away from the drivers: without a data listener it never
 * notices a hang-up, it can report `close` twice, and a write made while closed is kept and sent
 * after the next open.
 */
function wrapPort(port: SerialPort): Duplex {
  const line = new Duplex({
    read() {},
    write(chunk: Uint8Array, _encoding, done) {
      if (!port.isOpen) return done(new Error(`serial line ${port.path} is closed`))
      port.write(Buffer.from(chunk), (error) => done(error))
    },
    destroy(error, done) {
      if (!port.isOpen) return done(error)
      port.close(() => done(error))
    },
  })
  port.on('data', (chunk: Buffer) => {
    line.push(chunk)
    if (line.readableLength > unreadBytesMax) {
      line.destroy(new Error(`serial line ${port.path}: more unread bytes than ${unreadBytesMax}`))
    }
  })
  port.on('error', (error) => line.destroy(error))
  port.on('close', (error: Error | null) => {
    if (line.destroyed) return
    line.destroy(error ?? new Error(`serial line ${port.path} hung up`))
  })
  return line
}
