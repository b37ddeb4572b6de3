import { hasCheckDigit } from '#shared/domain/check-digit.ts'
import { isPaymentCard } from '#shared/domain/payment-card.ts'
import { splitSymbology } from './symbology.ts'

/**
 * Bytes of a serial barcode scanner. Codes end with CR, LF or TAB, or with a pause where the scanner
 * is set to send no suffix; they may stand between STX and ETX. Control characters inside are data:
 * GS (0x1D) separates the fields of GS1 and marking codes. Symbology: AIM identifiers, ISO/IEC 15424.
 */
export type Scan =
  | { readonly kind: 'barcode'; readonly data: string; readonly symbology: string | null }
  | { readonly kind: 'card-refused' }
  /** Longer than any code, cut off, or a check digit that is wrong: noise on the line. */
  | { readonly kind: 'unreadable'; readonly reason: string }

export interface ScanDecoder {
  push(chunk: Uint8Array): readonly Scan[]
  /** The line has been silent: a code without a suffix is over. */
  pause(): readonly Scan[]
  /** Bytes of a code that is not over yet. */
  pending(): boolean
  /** This scanner ends its codes with a character, so that a pause means nothing. */
  hasSuffix(): boolean
}

const MAX_BYTES = 512
/** Characters that somebody meant to send. */
const SHORTEST = 4
const STX = 0x02
const ETX = 0x03
const terminators: ReadonlySet<number> = new Set([0x0d, 0x0a, 0x09, ETX])

export function createScanDecoder(): ScanDecoder {
  const buffer = new Uint8Array(MAX_BYTES)
  let length = 0
  let tooLong = false
  let hasSuffix = false

  function end(): readonly Scan[] {
    const scan = tooLong ? unreadable(`longer than ${MAX_BYTES} bytes`) : scanOf(length)
    // A card number must not stay in memory, and nobody can tell before it is read.
    buffer.fill(0, 0, length)
    length = 0
    tooLong = false
    return scan === null ? [] : [scan]
  }

  function scanOf(size: number): Scan | null {
    return size === 0 ? null : interpret(decodeText(buffer.subarray(0, size)))
  }

  return {
    push(chunk) {
      const scans: Scan[] = []
      for (const byte of chunk) {
        if (byte === STX) {
          end()
        } else if (terminators.has(byte)) {
          hasSuffix = true
          scans.push(...end())
        } else if (length === MAX_BYTES) {
          tooLong = true
        } else {
          buffer[length] = byte
          length += 1
        }
      }
      return scans
    },
    pause() {
      const scans = end()
      return hasSuffix ? scans.flatMap(cutOff) : scans
    },
    pending: () => length > 0,
    hasSuffix: () => hasSuffix,
  }
}

function interpret(text: string): Scan | null {
  const { data, symbology } = splitSymbology(text)
  if (data === '') return null
  if (isPaymentCard(data, symbology)) return { kind: 'card-refused' }
  if (data.length > 500) return unreadable('longer than 500 characters')
  const isEan = symbology === 'EAN-13' || symbology === 'EAN-8'
  if (isEan && /^\d+$/.test(data) && !hasCheckDigit(data)) return unreadable('wrong check digit')
  return { kind: 'barcode', data, symbology }
}

/** What a scanner with a suffix left unfinished is no code; a stray byte or two is nobody's scan. */
function cutOff(scan: Scan): readonly Scan[] {
  if (scan.kind !== 'barcode') return [scan]
  return scan.data.length < SHORTEST ? [] : [unreadable('cut off')]
}

function unreadable(reason: string): Scan {
  return { kind: 'unreadable', reason }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Older scanners send single bytes: nothing is lost by reading them as Latin-1.
    return new TextDecoder('latin1').decode(bytes)
  }
}
