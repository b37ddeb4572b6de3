import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { createLines } from '#gateway/lines/open-line.ts'
import { openSerialLine, type SerialSettings } from '#gateway/lines/serial.ts'
import { createVirtualLines } from '#gateway/lines/virtual.ts'
import type { Line } from '#shared/contracts/device.ts'
import type { LineBench, LineKind } from './contract.ts'
import { openSerialCable, type SerialCable } from './pty.ts'

const manyBytes = 256 * 1024

export const serialKind: LineKind = {
  name: 'serial',
  manyBytes,
  // The queue of the other pseudo-terminal.
  arrivedBytes: 4096,
  async open() {
    const cable = await openSerialCable()
    const bench = await overCable(cable, serialSettings(cable.near))
    return { ...bench, hold: cable.freeze, release: cable.thaw }
  },
}

/** A pseudo-terminal stands for the printer's file: it blocks, hangs up and goes away as that does. */
export const usbKind: LineKind = {
  name: 'usb',
  manyBytes,
  arrivedBytes: 0,
  async open() {
    const cable = await openSerialCable()
    return overCable(cable, { kind: 'usb', path: cable.near })
  },
}

export const tcpKind: LineKind = {
  name: 'tcp',
  // The system's own buffers grow to some megabytes on the loopback.
  manyBytes: 16 * 1024 * 1024,
  arrivedBytes: 0,
  async open() {
    const fars: Duplex[] = []
    let server = await listen(0)
    const { port } = server.address() as AddressInfo
    const lines = createLines({ virtualLines: createVirtualLines() })
    const line = { kind: 'tcp', host: '127.0.0.1', port } as const
    const opened: Duplex[] = []
    return {
      line,
      open: (device = 'd') => keep(opened, lines.open(device, line)),
      async far() {
        while (fars.length < opened.length) await once(server, 'connection')
        const far = fars.at(-1)
        if (far === undefined) throw new Error('nobody connected')
        return far
      },
      async pull() {
        for (const far of fars) far.destroy()
        server.close()
        await once(server, 'close')
      },
      async plug() {
        server = await listen(port)
      },
      // Nobody reads from a connection before it is looked at.
      hold: () => undefined,
      release: () => undefined,
      async [Symbol.asyncDispose]() {
        for (const end of [...opened, ...fars]) end.destroy()
        server.close()
      },
    }

    async function listen(at: number): Promise<Server> {
      const made = createServer({ noDelay: true }, (socket) => {
        socket.on('error', () => undefined)
        fars.push(socket)
      }).listen(at, '127.0.0.1')
      await once(made, 'listening')
      return made
    }
  },
}

export const virtualKind: LineKind = {
  name: 'virtual',
  manyBytes,
  arrivedBytes: 0,
  async open() {
    const virtualLines = createVirtualLines()
    const lines = createLines({ virtualLines })
    const line = { kind: 'virtual' } as const
    const fars: Duplex[] = []
    const opened: Duplex[] = []
    let unplug = plug()
    return {
      line,
      // Its address is the device itself, so a second opener is the same device again.
      open: () => keep(opened, lines.open('printer-1', line)),
      async far() {
        const far = fars.at(-1)
        if (far === undefined) throw new Error('nobody connected')
        return far
      },
      async pull() {
        unplug()
        for (const far of fars) far.destroy()
      },
      async plug() {
        unplug = plug()
      },
      hold: () => undefined,
      release: () => undefined,
      async [Symbol.asyncDispose]() {
        for (const end of opened) end.destroy()
      },
    }

    function plug(): () => void {
      return virtualLines.register('printer-1', (end) => fars.push(end))
    }
  },
}

export function serialSettings(path: string, more: Partial<SerialSettings> = {}): SerialSettings {
  return {
    kind: 'serial',
    path,
    baudRate: 115_200,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    flow: 'none',
    ...more,
  }
}

async function overCable(cable: SerialCable, line: Line): Promise<LineBench> {
  const lines = createLines({ virtualLines: createVirtualLines() })
  const opened: Duplex[] = []
  let far = openSerialLine(serialSettings(cable.far))
  await keep(opened, far)
  return {
    line,
    open: (device = 'd') => keep(opened, lines.open(device, line)),
    far: () => far,
    pull: cable.pull,
    async plug() {
      await cable.plug()
      far = openSerialLine(serialSettings(cable.far))
      await keep(opened, far)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(
        opened.map(async (end) => {
          if (end.closed) return
          const closed = new Promise((resolve) => end.once('close', resolve))
          end.destroy()
          await closed
        }),
      )
      await cable[Symbol.asyncDispose]()
    },
  }
}

async function keep(opened: Duplex[], opening: Promise<Duplex>): Promise<Duplex> {
  const line = await opening
  line.on('error', () => undefined)
  opened.push(line)
  return line
}
