import { type CableEnd, createCableEnd } from './cable-end.ts'

export const loads = ['still', 'moving', 'over', 'under'] as const
export type Load = (typeof loads)[number]

export interface VirtualScale extends CableEnd {
  /** Grams on the plate; it stands still unless said otherwise. */
  put(grams: number, load?: Load): void
  /** To a `W`, as it stands now. */
  answer(): Uint8Array
  /** How many `W` it answered. */
  asked(): number
  grams(): number
  load(): Load
}

/** A Mettler Toledo 8217: answers `W`, and nothing else. */
export function createVirtualScale(onChange: () => void): VirtualScale {
  let on = 0
  let load: Load = 'still'
  let asked = 0
  const end = createCableEnd({
    onChange,
    hear(chunk) {
      for (const byte of chunk) {
        if (byte !== 0x57) continue
        asked += 1
        end.send(answer())
      }
    },
  })

  function answer(): Uint8Array {
    // Bit 6 makes a letter of the status.
    const bits = { moving: 0x41, over: 0x42, under: 0x44, still: 0x50 }
    const weight = (on / 1000).toFixed(3).padStart(6, '0')
    const said = load === 'still' && on > 0 ? weight : `?${String.fromCharCode(bits[load])}`
    return Buffer.from(`\u0002${said}\r`, 'latin1')
  }

  return {
    ...end,
    answer,
    put(grams, how = 'still') {
      on = grams
      load = how
      onChange()
    },
    asked: () => asked,
    grams: () => on,
    load: () => load,
  }
}
