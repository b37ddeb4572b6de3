import type { Duplex } from 'node:stream'

/** Devices that answer in bytes written down here, worked out by other means than our codecs. */
export interface Responder {
  attach(end: Duplex): void
  /** All that it was sent, in hex. */
  heard(): string
  /** Whether what it is owed was said to it. */
  isContent(): boolean
}

/** A script: once this was heard (hex, behind all that was taken before), that is said. */
type Step = readonly [hears: string, says: string]

function respond(steps: readonly Step[]): Responder {
  let heard = ''
  let taken = 0
  let at = 0
  return {
    heard: () => Buffer.from(heard, 'latin1').toString('hex'),
    isContent: () => at === steps.length,
    attach(end) {
      end.on('error', () => undefined)
      end.on('end', () => end.end())
      end.on('data', (chunk: Uint8Array) => {
        heard += Buffer.from(chunk).toString('latin1')
        for (;;) {
          const [hears, says] = steps[at] ?? []
          if (hears === undefined || says === undefined) return
          const found = heard.indexOf(Buffer.from(hears, 'hex').toString('latin1'), taken)
          if (found < 0) return
          taken = found + hears.length / 2
          at += 1
          // Byte by byte, as a slow line brings them.
          for (const byte of Buffer.from(says, 'hex')) end.write(Uint8Array.of(byte))
        }
      })
    },
  }
}

/** ACK and `80 00 00`, then the completion `06 0F`; it is owed an ACK for each and `80 00 00`. */
export const serialTerminal = () =>
  respond([
    ['100205010010031006', '0610028000001003f51f'],
    ['06', '1002060f001003c633'],
    ['0610028000001003f51f', ''],
  ])

/** Over TCP there are neither frames nor ACKs; a status comes before the completion. */
export const networkTerminal = () =>
  respond([
    ['050100', '80000004ff03a0b0c0'],
    ['800000', '060f0319f0a0'],
    ['800000', ''],
  ])

/** `84 83`: it does not take the enquiry, and is a terminal for all that. */
export const refusingTerminal = () => respond([['050100', '848300']])

/** ENQ, NAK; `FC`, ACK and a frame; it is owed an ACK. */
export const shtrihDevice = (frame: string) =>
  respond([
    ['05', '15'],
    ['0201fcfd', `06${frame}`],
    ['06', ''],
  ])

/** The answer to a command of yesterday, which nobody took, comes first. */
export const lateShtrihDevice = (frame: string) =>
  respond([
    ['05', '06' + '020310000211'],
    ['0605', '15'],
    ['0201fcfd', `06${frame}`],
    ['06', ''],
  ])

/** Error 0, type 1, subtype 0, version 1.2, model 3, language 0, "ШТРИХ-СЛИМ" in Windows-1251. */
export const pos2Frame = '0212fc00010001020300d8d2d0c8d52dd1cbc8cc1b'
/** Type 0, "ШТРИХ-М-ФР-К". */
export const fiscalFrame = '0214fc00000001030100d8d2d0c8d52dcc2dd4d02dca03'
