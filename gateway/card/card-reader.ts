import type { Duplex } from 'node:stream'
import type { DeviceConfig, DeviceEvent } from '#shared/contracts/device.ts'
import { createComplaints } from '#shared/domain/complaints.ts'
import { type KeptLine, keepLine, type ReconnectTimes } from '../drivers/keep-line.ts'
import { type CardDecoder, type CardRead, notOurs } from './card-decoder.ts'
import { createMagstripeDecoder } from './magstripe.ts'
import { createRdm6300Decoder } from './rdm6300.ts'
import { createWiegandDecoder } from './wiegand.ts'

export type CardReaderConfig = Extract<DeviceConfig, { kind: 'card-reader' }>

/** Real times in production; tests may pass shorter ones. */
export interface CardReaderTimes extends ReconnectTimes {
  /** Silence that ends a swipe. */
  readonly gapMs: number
  /** A tag on the reader is sent again and again: one card until it was away for so long. */
  readonly repeatMs: number
}

export interface CardReaderDeps {
  readonly config: CardReaderConfig
  readonly openLine: () => Promise<Duplex>
  readonly clock: () => number
  readonly onHealth: (health: {
    readonly availability: 'online' | 'offline'
    readonly reason: string
  }) => void
  readonly onEvent: (event: DeviceEvent) => void
  readonly log: { warn(fields: object, message: string): void }
  readonly times?: Partial<CardReaderTimes>
}

/** Keeps the reader's line open and says which member's card was shown, or that one was refused or not read. */
export function startCardReader(deps: CardReaderDeps): KeptLine {
  const { config } = deps
  const { device } = config
  const complain = createComplaints((fields, message) => deps.log.warn(fields, message), setTimeout)
  const times = { gapMs: 100, repeatMs: 1500, ...deps.times }
  let last = { card: '', at: Number.NEGATIVE_INFINITY }
  let unreadAt = Number.NEGATIVE_INFINITY

  function take(reads: readonly CardRead[]): void {
    for (const read of reads) {
      const at = deps.clock()
      switch (read.kind) {
        case 'card': {
          const isRepeat = read.card === last.card && at - last.at < times.repeatMs
          last = { card: read.card, at }
          if (!isRepeat) deps.onEvent({ kind: 'card.read', at, card: read.card })
          break
        }
        case 'refused':
          deps.onEvent({ kind: 'card.refused', at })
          break
        case 'unreadable': {
          complain(device, { device, reason: read.reason }, 'a card was not read')
          // A tag that is taken away ends in half a frame, and one that lies there is told once.
          const isKnown = at - Math.max(last.at, unreadAt) < times.repeatMs
          unreadAt = at
          const why = read.reason === notOurs ? 'foreign' : 'damaged'
          if (!isKnown) deps.onEvent({ kind: 'card.unreadable', at, why })
        }
      }
    }
  }

  return keepLine({
    openLine: deps.openLine,
    onDown: (reason) => deps.onHealth({ availability: 'offline', reason }),
    times: deps.times,
    begin() {
      const decoder = decoderOf(config)
      let silence: NodeJS.Timeout | undefined
      deps.onHealth({ availability: 'online', reason: '' })
      return {
        data(chunk) {
          take(decoder.push(chunk))
          // What the stream held of it must not outlive the swipe.
          chunk.fill(0)
          clearTimeout(silence)
          if (decoder.pending()) silence = setTimeout(() => take(decoder.pause()), times.gapMs)
        },
        end() {
          clearTimeout(silence)
          // Half a swipe belongs to no later one, and its bytes are zeroed.
          decoder.pause()
        },
      }
    },
  })
}

function decoderOf(config: CardReaderConfig): CardDecoder {
  switch (config.reader) {
    case 'magstripe':
      return createMagstripeDecoder(config)
    case 'rdm6300':
      return createRdm6300Decoder(config)
    case 'wiegand':
      return createWiegandDecoder(config)
  }
}
