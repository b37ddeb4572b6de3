/** What a card reader's bytes mean. Nothing of a card that was refused or not understood is kept. */
export type CardRead =
  | { readonly kind: 'card'; readonly card: string }
  /** Something like a payment card. */
  | { readonly kind: 'refused' }
  /** Half a frame, a wrong check character, another company's card. The reason holds no digit of it. */
  | { readonly kind: 'unreadable'; readonly reason: string }

export interface CardDecoder {
  push(chunk: Uint8Array): readonly CardRead[]
  /** The line has been silent: what was sent is over. */
  pause(): readonly CardRead[]
  /** Bytes that wait for more, or for silence. */
  pending(): boolean
}

/** Bytes of one swipe; they are zeroed once they were looked at. */
export interface CardBuffer {
  /** False when it is full: what follows is dropped. */
  add(byte: number): boolean
  /** The text so far (Latin-1), and the bytes zeroed. */
  take(): string
  readonly length: number
}

export function createCardBuffer(size: number): CardBuffer {
  const bytes = new Uint8Array(size)
  let length = 0
  return {
    add(byte) {
      if (length === size) return false
      bytes[length] = byte
      length += 1
      return true
    },
    take() {
      const text = Buffer.from(bytes.subarray(0, length)).toString('latin1')
      bytes.fill(0)
      length = 0
      return text
    },
    get length() {
      return length
    },
  }
}

/** A tag's number, by the prefixes of the company's own cards; without any every tag is read. */
export function readTag(card: string, prefixes: readonly string[]): readonly CardRead[] {
  const isRead = prefixes.length === 0 || isOwnCard(card, prefixes)
  return [isRead ? { kind: 'card', card } : unreadable(notOurs)]
}

/** Of a card that was read well. */
export const notOurs = 'not a card of this company'

export function unreadable(reason: string): CardRead {
  return { kind: 'unreadable', reason }
}

/** It begins with one of the prefixes. */
export function isOwnCard(card: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => card.startsWith(prefix))
}
