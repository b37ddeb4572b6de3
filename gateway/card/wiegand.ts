import { isPaymentCard } from '#shared/domain/payment-card.ts'
import {
  type CardDecoder,
  type CardRead,
  createCardBuffer,
  readTag,
  unreadable,
} from './card-decoder.ts'

/**
 * A reader that sends 26-bit Wiegand as text, facility and number on a line, `63,20481`. The card is
 * both in the width that is printed on it, `06320481`.
 */
export function createWiegandDecoder({
  prefixes,
}: {
  readonly prefixes: readonly string[]
}): CardDecoder {
  const buffer = createCardBuffer(128)
  let isTooLong = false

  function end(): readonly CardRead[] {
    const text = buffer.take().trim()
    const wasTooLong = isTooLong
    isTooLong = false
    if (text === '') return []
    if (isPaymentCard(text, null)) return [{ kind: 'refused' }]
    const [, facility = '', number = ''] = /^(\d{1,3})[,/: -](\d{1,5})$/.exec(text) ?? []
    const isOne = Number(facility) <= 255 && Number(number) <= 65_535
    if (wasTooLong || number === '' || !isOne) return [unreadable('no facility and number')]
    const card = facility.padStart(3, '0') + number.padStart(5, '0')
    return readTag(card, prefixes)
  }

  return {
    push(chunk) {
      const reads: CardRead[] = []
      for (const byte of chunk) {
        if (byte === 0x0d || byte === 0x0a) reads.push(...end())
        else if (!buffer.add(byte)) isTooLong = true
      }
      return reads
    },
    pause: end,
    pending: () => buffer.length > 0,
  }
}
