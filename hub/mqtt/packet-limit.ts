import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/**
 * Watches the fixed headers of an MQTT stream (3.1.1, section 2.2) and says when a packet announces
 * more than `maxBytes`: the broker would gather up to 256 MB before it looked at it.
 */
export function createPacketWatch(maxBytes: number): (chunk: Uint8Array) => boolean {
  let bodyLeft = 0
  // Digits of the remaining length read so far; -1 = the next byte is a packet type.
  let lengthDigits = -1
  let length = 0
  return (chunk) => {
    let at = 0
    while (at < chunk.length) {
      if (bodyLeft > 0) {
        const skipped = Math.min(bodyLeft, chunk.length - at)
        bodyLeft -= skipped
        at += skipped
        continue
      }
      const byte = chunk[at] ?? 0
      at += 1
      if (lengthDigits === -1) {
        lengthDigits = 0
        length = 0
        continue
      }
      length += (byte & 0x7f) * 128 ** lengthDigits
      lengthDigits += 1
      if (length > maxBytes || lengthDigits > 4) return false
      if ((byte & 0x80) === 0) {
        bodyLeft = length
        lengthDigits = -1
      }
    }
    return true
  }
}

/** A broker that waits for one client's socket soon waits with everybody's messages. */
const STALLED_MS = 5000

/** The socket as a stream that ends when a packet is too large, or when nobody reads it any more. */
export function limitPackets(
  socket: Socket,
  maxBytes: number,
  onExceeded: () => void,
  stalledMs = STALLED_MS,
): Duplex {
  const untilWritten = (done: (error?: Error | null) => void) => {
    const stalled = setTimeout(() => stream.destroy(), stalledMs)
    return (error?: Error | null) => {
      clearTimeout(stalled)
      done(error)
    }
  }
  const isWithin = createPacketWatch(maxBytes)
  const stream = new Duplex({
    read() {
      socket.resume()
    },
    write(chunk: Uint8Array, _encoding, done) {
      socket.write(chunk, untilWritten(done))
    },
    writev(chunks, done) {
      socket.cork()
      for (const { chunk } of chunks.slice(0, -1)) socket.write(chunk as Uint8Array)
      socket.write(chunks.at(-1)?.chunk as Uint8Array, untilWritten(done))
      socket.uncork()
    },
    final(done) {
      socket.end(done)
    },
    destroy(error, done) {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (chunk: Buffer) => {
    if (!isWithin(chunk)) {
      onExceeded()
      stream.destroy()
      return
    }
    if (!stream.push(chunk)) socket.pause()
  })
  socket.on('end', () => stream.push(null))
  socket.on('error', (error) => stream.destroy(error))
  socket.on('close', () => stream.destroy())
  return stream
}
