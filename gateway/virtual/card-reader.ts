import type { DeviceConfig } from '#shared/contracts/device.ts'
import { checkCharacter } from '../card/magstripe.ts'
import { type CableEnd, createCableEnd } from './cable-end.ts'

export interface VirtualCardReader extends CableEnd {
  /** Swipes a card, or holds a tag to it; false when nobody listens. */
  show(card: string): boolean
}

/** Sends what a reader of that make sends. A text with sentinels goes out as it is. */
export function createVirtualCardReader(
  config: Extract<DeviceConfig, { kind: 'card-reader' }>,
  onChange: () => void,
): VirtualCardReader {
  const end = createCableEnd({ hear: () => undefined, onChange })
  return { ...end, show: (card) => end.send(Buffer.from(bytesOf(config, card), 'latin1')) }
}

function bytesOf({ reader, lrc }: Parameters<typeof createVirtualCardReader>[0], card: string) {
  switch (reader) {
    case 'magstripe': {
      const tracks = /^[%;+]/.test(card) ? (card.match(/[%;+][^?]*\?/g) ?? [card]) : [`;${card}?`]
      return tracks.map((track) => `${track}${lrc ? checkCharacter(track) : ''}\r`).join('')
    }
    case 'rdm6300': {
      const bytes = Buffer.alloc(5)
      bytes.writeUInt8(0x13, 0)
      bytes.writeUInt32BE(Number(card) % 2 ** 32 || 0, 1)
      const sum = bytes.reduce((total, byte) => total ^ byte, 0)
      const hex = Buffer.concat([bytes, Uint8Array.of(sum)]).toString('hex')
      return `\u0002${hex.toUpperCase()}\u0003`
    }
    case 'wiegand':
      return `${Number(card.slice(0, 3))},${Number(card.slice(3, 8))}\r\n`
  }
}
