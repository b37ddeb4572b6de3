import { isPaymentCard } from '#shared/domain/payment-card.ts'
import {
  type CardDecoder,
  type CardRead,
  createCardBuffer,
  isOwnCard,
  notOurs,
  unreadable,
} from './card-decoder.ts'

/** Tracks of ISO/IEC 7811: 79, 40 and 107 characters, with sentinels and check characters. */
const MAX_BYTES = 512

/**
 * A magstripe reader: `%…?` track 1, `;…?` track 2, `+…?` or a second `;…?` track 3, each perhaps
 * with its check character (LRC), CR between or behind them. A swipe is over when the line is silent.
 */
export function createMagstripeDecoder({
  prefixes,
  lrc,
}: {
  readonly prefixes: readonly string[]
  readonly lrc: boolean
}): CardDecoder {
  const buffer = createCardBuffer(MAX_BYTES)
  let isTooLong = false

  function end(): readonly CardRead[] {
    const text = buffer.take()
    const wasTooLong = isTooLong
    isTooLong = false
    if (text.trim() === '') return []
    const read = readSwipe(text, prefixes, lrc)
    return [wasTooLong && read.kind === 'card' ? unreadable('longer than any card') : read]
  }

  return {
    push(chunk) {
      for (const byte of chunk) if (!buffer.add(byte)) isTooLong = true
      return []
    },
    pause: end,
    pending: () => buffer.length > 0,
  }
}

/** All tracks of a swipe together: a payment card is one whichever track shows it. */
function readSwipe(text: string, prefixes: readonly string[], lrc: boolean): CardRead {
  const tracks = tracksOf(text, lrc)
  const own = tracks.find(({ card, isSound }) => isSound && isOwnCard(card, prefixes))
  const others = own === undefined ? text : withoutCard(text, own.card)
  if (hasPaymentCard(others)) return { kind: 'refused' }
  if (own !== undefined) return { kind: 'card', card: own.card }
  if (tracks.length === 0) return unreadable('no whole track')
  const sound = tracks.filter(({ isSound }) => isSound)
  if (sound.length === 0) return unreadable('wrong check character')
  // Track 2 holds the number alone, track 1 a name beside it.
  const [first] = sound.toSorted((a, b) => Number(a.sentinel === '%') - Number(b.sentinel === '%'))
  if (first === undefined || first.card === '') return unreadable('no number on it')
  return prefixes.length > 0 ? unreadable(notOurs) : { kind: 'card', card: first.card }
}

interface Track {
  readonly sentinel: string
  readonly card: string
  readonly isSound: boolean
}

function tracksOf(text: string, lrc: boolean): readonly Track[] {
  const pattern = lrc ? /([%;+])([^%;+?\r\n]*)\?([\s\S])?/g : /([%;+])([^%;+?\r\n]*)\?/g
  return [...text.matchAll(pattern)].map(([, sentinel = '', data = '', check]) => ({
    sentinel,
    card: cardOf(sentinel, data),
    isSound: !lrc || check === checkCharacter(`${sentinel}${data}?`),
  }))
}

/** The number: up to the first separator, without the format code of track 1. */
function cardOf(sentinel: string, data: string): string {
  const number = data.split(sentinel === '%' ? '^' : '=')[0] ?? ''
  const plain = sentinel === '%' ? number.replace(/^[A-Z](?=\d)/, '') : number
  return plain.trim().slice(0, 40)
}

/**
 * LRC: the XOR of all characters' data bits, both sentinels included; 6 bits from 0x20 on track 1,
 * 4 bits from 0x30 on the others (ISO/IEC 7811-6). Readers send it in the same alphabet.
 */
export function checkCharacter(track: string): string {
  const base = track.startsWith('%') ? 0x20 : 0x30
  const bits = track.startsWith('%') ? 0x3f : 0x0f
  const sum = Array.from(track).reduce((total, char) => total ^ (char.charCodeAt(0) - base), 0)
  return String.fromCharCode(base + (sum & bits))
}

/** In the text as it came, and again without what may stand between its digits: noise hides nothing. */
function hasPaymentCard(text: string): boolean {
  return isPaymentCard(text, null) || isPaymentCard(text.replaceAll(/[^\d%^;=B]/g, ' '), null)
}

function withoutCard(text: string, card: string): string {
  return text.replaceAll(card, '')
}
