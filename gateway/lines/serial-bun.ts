import { execFile } from 'node:child_process'
import { close, constants, open, write } from 'node:fs'
import { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import type { SerialSettings } from './serial.ts'

/** The part of Bun's global that this line needs; on Bun it reads a tty without a pool thread. */
interface BunFiles {
  file(path: string): { stream(): ReadableStream<Uint8Array> }
}

export async function openBunSerialLine(settings: SerialSettings): Promise<Duplex> {
  const bun = (globalThis as { readonly Bun?: BunFiles }).Bun
  if (bun === undefined) throw new Error('openBunSerialLine needs Bun')
  await promisify(execFile)('stty', ['-F', settings.path, ...sttyWords(settings)])
  const handle = await promisify(open)(settings.path, constants.O_WRONLY | constants.O_NOCTTY)
  const reader = bun.file(settings.path).stream().getReader()
  const line = new Duplex({
    read() {},
    write(chunk: Uint8Array, _encoding, done) {
      writeAll(handle, chunk, done)
    },
    destroy(error, done) {
      reader.cancel().catch(() => undefined)
      close(handle, () => done(error))
    },
  })
  void pump()
  return line

  async function pump(): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await reader.read()
        if (done || line.destroyed) break
        line.push(value)
      }
      if (!line.destroyed) line.destroy(new Error(`serial line ${settings.path} hung up`))
    } catch (error) {
      if (!line.destroyed) line.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

/** Settings as `stty` words; raw and without echo, whatever the terminal was used for before. */
export function sttyWords(settings: SerialSettings): readonly string[] {
  return [
    String(settings.baudRate),
    `cs${settings.dataBits}`,
    ...(settings.parity === 'none' ? ['-parenb'] : ['parenb']),
    settings.parity === 'odd' ? 'parodd' : '-parodd',
    settings.stopBits === 2 ? 'cstopb' : '-cstopb',
    settings.flow === 'rtscts' ? 'crtscts' : '-crtscts',
    'raw',
    '-echo',
    'clocal',
    ...(settings.flow === 'xonxoff' ? ['ixon', 'ixoff'] : ['-ixon', '-ixoff']),
  ]
}

function writeAll(handle: number, chunk: Uint8Array, done: (error?: Error | null) => void): void {
  write(handle, chunk, 0, chunk.length, null, (error, written) => {
    if (error !== null) return done(error)
    if (written < chunk.length) return writeAll(handle, chunk.subarray(written), done)
    done()
  })
}
