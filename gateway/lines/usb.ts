import { close, constants, open, read } from 'node:fs'
import { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Line } from '#shared/contracts/device.ts'
import { checkDeviceFile, openFault, rememberDeviceFile } from './device-file.ts'
import { createPatientWriter } from './patient-writer.ts'
import { nameLine } from './words.ts'

export type UsbSettings = Extract<Line, { kind: 'usb' }>

/** Nothing says when such a file can be read, so it is asked. */
const ASK_MS = 20
const READ_BYTES = 4096

/** What Linux's `usblp` answers for a printer that only listens. */
const notReadable = new Set(['EINVAL', 'EBADF', 'ENOTSUP', 'EPERM'])
const nothingYet = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR'])

/**
 * A USB printer's character device. `usblp` blocks a reader until the printer speaks and a writer
 * until it takes, so the file is opened without blocking. A printer may answer with no bytes at
 * all: that is no hang-up, which is `ENODEV`, or the file gone.
 */
export async function openUsbLine(settings: UsbSettings): Promise<Duplex> {
  await checkDeviceFile(settings)
  const { path } = settings
  const flags = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY
  const handle = await promisify(open)(path, flags).catch((error: unknown) => {
    throw openFault(settings, error)
  })
  const file = await rememberDeviceFile(path)
  const writer = createPatientWriter(handle)
  let wanted: (() => void) | undefined
  const line = new Duplex({
    read: () => wanted?.(),
    write: (chunk: Uint8Array, _encoding, done) => writer.write(chunk, done),
    destroy(error, done) {
      file.unwatch()
      wanted?.()
      void Promise.all([writer.stop(), reading]).then(() => close(handle, () => done(error)))
    },
  })
  file.watch(() => hangUp())
  const reading = readAll()
  return line

  function hangUp(cause?: unknown): void {
    line.destroy(new Error(`${nameLine(settings)} was unplugged`, { cause }))
  }

  async function readAll(): Promise<void> {
    const buffer = Buffer.alloc(READ_BYTES)
    while (!line.destroyed) {
      const { bytes, error } = await readSome(handle, buffer)
      if (error !== null) {
        // It only listens: that it is unplugged is seen by its file and by the next write.
        if (notReadable.has(error)) return
        if (!nothingYet.has(error)) return hangUp(error)
      }
      if (line.destroyed) return
      if (bytes === 0) await sleep(ASK_MS)
      else if (!line.push(Buffer.from(buffer.subarray(0, bytes)))) await toBeWanted()
    }
  }

  function toBeWanted(): Promise<void> {
    return new Promise((resolve) => {
      wanted = resolve
    })
  }
}

interface Read {
  readonly bytes: number
  readonly error: string | null
}

function readSome(handle: number, buffer: Buffer): Promise<Read> {
  return new Promise((resolve) => {
    read(handle, buffer, 0, buffer.length, null, (error, bytes) => {
      if (error === null) resolve({ bytes, error: null })
      else resolve({ bytes: 0, error: error.code ?? 'EIO' })
    })
  })
}
