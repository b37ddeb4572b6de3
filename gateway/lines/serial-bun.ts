import { execFile } from 'node:child_process'
import { close, constants, open } from 'node:fs'
import { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import { ttyCalls } from './bun-tty.ts'
import { rememberDeviceFile } from './device-file.ts'
import { createPatientWriter } from './patient-writer.ts'
import type { SerialSettings } from './serial.ts'
import { nameLine } from './words.ts'

/** The part of Bun's global that this line needs; on Bun it reads a tty without a pool thread. */
interface BunFiles {
  file(path: string): { stream(): ReadableStream<Uint8Array> }
}

const STTY_MS = 3000

export async function openBunSerialLine(settings: SerialSettings): Promise<Duplex> {
  const bun = (globalThis as { readonly Bun?: BunFiles }).Bun
  if (bun === undefined) throw new Error('openBunSerialLine needs Bun')
  const { path } = settings
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK
  const handle = await promisify(open)(path, flags)
  try {
    const tty = await ttyCalls()
    if (!tty.lock(handle)) throw new Error('the port is locked')
    // Or stty would wait for what a device does not take.
    tty.flush(handle)
    await promisify(execFile)('stty', ['-F', path, ...sttyWords(settings)], { timeout: STTY_MS })
    tty.flush(handle)
    const file = await rememberDeviceFile(path)
    const writer = createPatientWriter(handle)
    const reader = bun.file(path).stream().getReader()
    let wanted: (() => void) | undefined
    const line = new Duplex({
      read: () => wanted?.(),
      write: (chunk: Uint8Array, _encoding, done) => writer.write(chunk, done),
      destroy(error, done) {
        file.unwatch()
        wanted?.()
        reader.cancel().catch(() => undefined)
        void writer.stop().then(() => {
          tty.flush(handle)
          close(handle, () => done(error))
        })
      },
    })
    file.watch(() => hangUp())
    void pump()
    return line

    function hangUp(cause?: unknown): void {
      line.destroy(new Error(`${nameLine(settings)} hung up`, { cause }))
    }

    async function pump(): Promise<void> {
      try {
        for (;;) {
          const { value, done } = await reader.read()
          if (done || line.destroyed) break
          if (!line.push(value)) await new Promise<void>((resolve) => (wanted = resolve))
        }
        hangUp()
      } catch (error) {
        hangUp(error)
      }
    }
  } catch (error) {
    close(handle)
    throw error
  }
}

/** Settings as `stty` words; raw and without echo, whatever the terminal was used for before. */
export function sttyWords(settings: SerialSettings): readonly string[] {
  return [
    String(settings.baudRate),
    'raw',
    '-echo',
    'clocal',
    `cs${settings.dataBits}`,
    ...(settings.parity === 'none' ? ['-parenb'] : ['parenb']),
    settings.parity === 'odd' ? 'parodd' : '-parodd',
    settings.stopBits === 2 ? 'cstopb' : '-cstopb',
    settings.flow === 'rtscts' ? 'crtscts' : '-crtscts',
    ...(settings.flow === 'xonxoff' ? ['ixon', 'ixoff'] : ['-ixon', '-ixoff']),
  ]
}
