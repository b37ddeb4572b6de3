export interface ReceiptNumberParts {
  readonly store: string
  readonly till: string
  readonly epoch: number
  /** Counts per till and epoch, in the sale's own transaction. */
  readonly counter: number
  /**
   * Given by a hub that knows itself to be an old image, until its next handshake (spine B2.8): the
   * epoch is followed by an X, so that the number repeats none of the lost disk's.
   */
  readonly provisional?: boolean
}

/** `store-till-epoch-counter`, as the envelope holds it: the hash is not known yet (spine B4). */
export function receiptNumberBase(parts: ReceiptNumberParts): string {
  const { store, till, epoch, counter, provisional = false } = parts
  return `${store}-${till}-${epoch}${provisional ? 'X' : ''}-${String(counter).padStart(6, '0')}`
}

/** The printed number: two receipts from two copies of one disk image differ in `cc`. */
export function receiptNumber(base: string, hash: string): string {
  return `${base}-${checkCharacters(hash)}`
}

/** The first 10 bits of the event hash as two Crockford base-32 characters. */
export function checkCharacters(hash: string): string {
  if (!/^[0-9a-f]{3}/.test(hash)) {
    throw new RangeError(`receipt number: "${hash.slice(0, 8)}" is not a hash in small hex digits.`)
  }
  const bits = Number.parseInt(hash.slice(0, 3), 16) >> 2
  return crockford.charAt(bits >> 5) + crockford.charAt(bits & 31)
}

export interface ParsedReceiptNumber extends ReceiptNumberParts {
  /** `store-till-epoch-counter` in its exact spelling. */
  readonly base: string
  /** Null where the reader left the check characters out. */
  readonly check: string | null
}

/** Reads what a cashier typed: small letters, spaces, no leading zeros, O for 0 in the check. */
export function parseReceiptNumber(text: string): ParsedReceiptNumber | null {
  const tidy = text.replaceAll(/\s/g, '').toUpperCase()
  const match =
    /^([A-Z0-9]{1,12})-([A-Z0-9]{1,12})-(\d{1,9})(X?)-(\d{1,12})(?:-([0-9A-Z]{2}))?$/.exec(tidy)
  if (match === null) return null
  const [, store = '', till = '', epoch = '', mark = '', counter = '', typed] = match
  const check = typed === undefined ? null : readCrockford(typed)
  if (check?.includes('U') === true) return null
  const provisional = mark === '' ? {} : { provisional: true }
  const parts = { store, till, epoch: Number(epoch), counter: Number(counter), ...provisional }
  return { ...parts, base: receiptNumberBase(parts), check }
}

/** Of `store-till-epoch-counter`; 0 for the provisional numbers of an old image (spine B2.8). */
export function epochOfNumber(number: string): number {
  const epoch = number.split('-', 3)[2] ?? ''
  return /^\d+$/.test(epoch) ? Number(epoch) : 0
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function readCrockford(text: string): string {
  return text.replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}
