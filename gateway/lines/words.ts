import type { Line } from '#shared/contracts/device.ts'

type SerialLine = Extract<Line, { kind: 'serial' }>

const parities = { none: 'N', even: 'E', odd: 'O' } as const
const flows = { none: '', rtscts: ' with RTS/CTS', xonxoff: ' with XON/XOFF' } as const

/** As technicians write it: `9600 8N1`. */
export function framing(line: SerialLine): string {
  const { baudRate, dataBits, parity, stopBits, flow } = line
  return `${baudRate} ${dataBits}${parities[parity]}${stopBits}${flows[flow]}`
}

/** How messages name a line. */
export function nameLine(line: Line): string {
  switch (line.kind) {
    case 'serial':
      return `serial line ${line.path} at ${framing(line)}`
    case 'tcp':
      return `${line.host}:${line.port}`
    case 'usb':
      return `USB device ${line.path}`
    case 'virtual':
      return 'the virtual line'
  }
}

/** A line that is open, and a device that says nothing: what to look at, in words for a cashier. */
export function silenceWords(line: Line, silentMs: number): string {
  const silent = `no answer for ${durationWords(silentMs)}`
  switch (line.kind) {
    case 'serial':
      return `${silent} at ${framing(line)}: check the cable or the speed`
    case 'tcp':
      return `${silent} from ${line.host}:${line.port}: check its power and the address`
    case 'usb':
      return `${silent} on ${line.path}: check its power and the USB cable`
    case 'virtual':
      return `${silent}: is it switched on?`
  }
}

/** A device that says something, and nothing that it could mean. */
export function noiseWords(line: Line): string {
  const what = 'answers that mean nothing'
  return line.kind === 'serial'
    ? `${what} at ${framing(line)}: check the speed`
    : `${what}: is it another device?`
}

/** In steps, so that a long silence is told a few times and not each second. */
const steps = [3, 12, 60, 300, 900, 3600] as const

function durationWords(ms: number): string {
  const seconds = steps.findLast((step) => step * 1000 <= ms) ?? Math.ceil(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${seconds / 60} min`
}
