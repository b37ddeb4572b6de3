import type { EventEmitter } from 'node:events'
import { read } from 'node:fs'
import { Duplex } from 'node:stream'
import { promisify } from 'node:util'
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
  if (isUnixBinding(port.port)) endReadsAtHangUp(port.port)
  return wrapPort(port)
}

/** The part of the Linux and macOS bindings that reading needs. */
interface UnixBinding {
  readonly isOpen: boolean
  readonly fd: number | null
  readonly poller: EventEmitter
  read(
    buffer: Buffer,
    offset: number,
    length: number,
  ): Promise<{ readonly buffer: Buffer; readonly bytesRead: number }>
}

function isUnixBinding(binding: unknown): binding is UnixBinding {
  return typeof binding === 'object' && binding !== null && 'poller' in binding && 'fd' in binding
}

/**
 * A terminal that hung up reads as "no bytes" for ever. The binding (13.0.0) then asks again at
 * once without end: a whole core gone for one pulled cable. Here no bytes end the line.
 */
function endReadsAtHangUp(binding: UnixBinding): void {
  binding.read = async (buffer, offset, length) => {
    for (;;) {
      if (!binding.isOpen || binding.fd === null) throw canceled()
      try {
        const { bytesRead } = await readBytes(binding.fd, buffer, offset, length, null)
        if (bytesRead === 0) throw new Error('hung up')
        return { buffer, bytesRead }
      } catch (error) {
        if (!isNothingYet(error)) throw error
      }
      if (!binding.isOpen) throw canceled()
      await new Promise<void>((resolve, reject) => {
        binding.poller.once('readable', (error: Error | null) => {
          if (error === null || error === undefined) resolve()
          else reject(error)
        })
      })
    }
  }
}

const readBytes = promisify(read)

/** So the stream tells a close of our own from a hang-up. */
function canceled(): Error {
  return Object.assign(new Error('port is not open'), { canceled: true })
}

function isNothingYet(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR'
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
    line.destroy(new Error(`serial line ${port.path} hung up`, { cause: error }))
  })
  return line
}
