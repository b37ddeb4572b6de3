import type { WeighFault } from '#shared/contracts/device.ts'

/** What the scale answered to `W`. */
export type Weighing =
  | { readonly kind: 'stable' /** Thousandths of its unit. */; readonly weight: number }
  | { readonly kind: 'not-stable'; readonly fault: Exclude<WeighFault, 'silent'> }
  | { readonly kind: 'noise' }

/** Asks for a weight. It changes nothing at the scale, so it is the probe that is always safe. */
export const askWeight = Uint8Array.of(0x57)

const STX = 0x02
const CR = 0x0d
/** `STX 0nn.nnnN CR` is the longest answer. */
const LONGEST = 12

export interface WeighingDecoder {
  push(chunk: Uint8Array): readonly Weighing[]
}

/**
 * Mettler Toledo 8217: 9600 7E1. The host sends `W`; the scale answers `STX weight CR` (with `N`
 * behind a net weight) once it stands still, else `STX ? status CR`.
 */
export function createWeighingDecoder(): WeighingDecoder {
  let text: string | null = null
  return {
    push(chunk) {
      const answers: Weighing[] = []
      for (const raw of chunk) {
        // Seven bits; a line that was opened with eight carries the parity in the eighth.
        const byte = raw & 0x7f
        if (byte === STX) text = ''
        else if (text === null) continue
        else if (byte === CR) {
          answers.push(read(text))
          text = null
        } else if (text.length < LONGEST) text += String.fromCharCode(byte)
        else text = null
      }
      return answers
    },
  }
}

function read(text: string): Weighing {
  const [, status] = /^ *\?([^\0])$/.exec(text) ?? []
  if (status !== undefined) return { kind: 'not-stable', fault: faultOf(status.charCodeAt(0)) }
  const [, whole, decimals = ''] = /^ *(\d{1,4})(?:\.(\d{1,3}))?N?$/.exec(text) ?? []
  if (whole === undefined) return { kind: 'noise' }
  const weight = Number(whole) * 1000 + Number(decimals.padEnd(3, '0'))
  return weight === 0 ? { kind: 'not-stable', fault: 'zero' } : { kind: 'stable', weight }
}

/** Bits of the status: 0 motion, 1 over capacity, 2 under zero, 3 outside zero range, 4 centre of zero. */
function faultOf(status: number): Exclude<WeighFault, 'silent'> {
  if ((status & 1) !== 0) return 'motion'
  if ((status & 2) !== 0) return 'over'
  if ((status & 4) !== 0) return 'under'
  if ((status & 8) !== 0) return 'outside'
  return (status & 16) !== 0 ? 'zero' : 'motion'
}
