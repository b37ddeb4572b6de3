import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPacketWatch, limitPackets } from '#hub/mqtt/packet-limit.ts'

test('packets within the limit pass, however they are cut', () => {
  const packet = fc.integer({ min: 0, max: 300 }).map((size) => makePacket(size))
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 8 }), fc.array(fc.nat(50)), (packets, cuts) => {
      const isWithin = createPacketWatch(300)
      for (const chunk of cut(Buffer.concat(packets), cuts)) expect(isWithin(chunk)).toBe(true)
    }),
  )
})

test('a packet over the limit is seen by its header, after others and however it is cut', () => {
  const size = fc.integer({ min: 301, max: 200_000_000 })
  fc.assert(
    fc.property(fc.nat(300), size, fc.array(fc.nat(50)), (before, announced, cuts) => {
      const isWithin = createPacketWatch(300)
      const bytes = Buffer.concat([makePacket(before), header(announced)])
      expect(cut(bytes, cuts).every((chunk) => isWithin(chunk))).toBe(false)
    }),
  )
})

test('a client that reads nothing any more is cut off, so that nobody waits for it', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.pause()
  client.on('error', () => undefined)
  const [socket] = (await once(server, 'connection')) as [Socket]
  const stream = limitPackets(socket, 300, () => undefined, 100)
  const closed = once(stream, 'close')
  // More than what two sockets hold.
  stream.write(Buffer.alloc(32 * 1024 * 1024))
  await closed
  client.destroy()
  server.close()
})

function makePacket(size: number): Buffer {
  return Buffer.concat([header(size), Buffer.alloc(size, 0xff)])
}

function header(size: number): Buffer {
  const bytes = [0x30]
  let left = size
  do {
    const digit = left % 128
    left = Math.floor(left / 128)
    bytes.push(left > 0 ? digit | 0x80 : digit)
  } while (left > 0)
  return Buffer.from(bytes)
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return [...chunks, bytes.subarray(at)]
}
