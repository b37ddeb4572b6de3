import type { EventEmitter } from 'node:events'
import { read } from 'node:fs'
import { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import { SerialPort } from 'serialport'
import { type DeviceFile, rememberDeviceFile } from './device-file.ts'
import type { SerialSettings } from './serial.ts'
import { nameLine } from './words.ts'

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
  port.on('error', () => undefined)
  await flush(port)
  return wrapPort(port, settings, await rememberDeviceFile(settings.path))
}

function hungUp(settings: SerialSettings, cause?: unknown): Error {
  return new Error(`${nameLine(settings)} hung up`, { cause })
}

/** Drops what lies in both queues of the port. */
function flush(port: SerialPort): Promise<void> {
  // A port that hung up meanwhile has nothing to drop.
  return new Promise((resolve) => port.flush(() => resolve()))
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
 * after the next open. Closing drops what has not left: the kernel would wait 30 s for it.
 */
function wrapPort(port: SerialPort, settings: SerialSettings, file: DeviceFile): Duplex {
  if (!port.isOpen) throw hungUp(settings)
  const line = new Duplex({
    read: () => void port.resume(),
    write(chunk: Uint8Array, _encoding, done) {
      if (!port.isOpen) return done(new Error(`${nameLine(settings)} is closed`))
      port.write(Buffer.from(chunk), (error) => done(error))
    },
    final: (done) => port.drain(() => done()),
    destroy(error, done) {
      file.unwatch()
      if (!port.isOpen) return done(error)
      void flush(port).then(() => {
        if (port.isOpen) port.close(() => done(error))
        else done(error)
      })
    },
  })
  port.on('data', (chunk: Buffer) => {
    if (!line.push(chunk)) port.pause()
  })
  port.on('error', (error) => line.destroy(error))
  port.on('close', (cause: unknown) => line.destroy(hungUp(settings, cause)))
  // While a slow driver holds the port back nobody reads, and no hang-up would be seen.
  file.watch(() => line.destroy(hungUp(settings)))
  return line
}
