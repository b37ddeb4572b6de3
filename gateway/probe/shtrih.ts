import { type Finding, type Listener, leaveAlone, nothingToSay } from './question.ts'

/**
 * Scales (POS2) and fiscal printers of Shtrih-M speak in the same frames ("Протокол обмена с весами
 * POS2", v1.2, of the maker's `jpos_scale`; for fiscal printers `pyshtrih/protocol.py`): the host
 * says ENQ, the device NAK when it awaits a command, or ACK when it has an answer to give; a frame is
 * `STX length command data LRC` with the LRC the XOR of all behind STX, and is acknowledged by ACK.
 */
const STX = 0x02
export const ENQ = 0x05
export const ACK = 0x06
export const NAK = 0x15
/** "Получить тип устройства": needs no password, and is answered in every state. */
const deviceType = 0xfc

export function frameOf(message: readonly number[]): Uint8Array {
  const counted = [message.length, ...message]
  return Uint8Array.of(STX, ...counted, lrcOf(counted))
}

export type ShtrihMessage =
  | { readonly kind: 'ack' | 'nak' }
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }

/** Frames with a wrong LRC, and all that stands between, are passed over. */
export function createShtrihDecoder(): (chunk: Uint8Array) => readonly ShtrihMessage[] {
  /** Length, message and LRC; null between frames. */
  let frame: number[] | null = null
  return (chunk) => {
    const messages: ShtrihMessage[] = []
    for (const byte of chunk) {
      if (frame === null) {
        if (byte === STX) frame = []
        else if (byte === ACK) messages.push({ kind: 'ack' })
        else if (byte === NAK) messages.push({ kind: 'nak' })
        continue
      }
      frame.push(byte)
      if (frame.length < (frame[0] ?? 0) + 2) continue
      if (lrcOf(frame.slice(0, -1)) === byte && frame.length > 2)
        messages.push({ kind: 'frame', bytes: Uint8Array.from(frame.slice(1, -1)) })
      frame = null
    }
    return messages
  }
}

/** Says `FC` to who answers ENQ, and nothing to anybody else. */
export function listenToShtrih(): Listener {
  const decode = createShtrihDecoder()
  let state: 'greeted' | 'asked' | 'done' = 'greeted'
  let finding: Finding | null = null
  return {
    hear(chunk) {
      const said = decode(chunk).flatMap((message) => replyTo(message))
      return said.length === 0 ? nothingToSay : Uint8Array.from(said)
    },
    isDone: () => state === 'done',
    finding: () => finding,
  }

  function replyTo(message: ShtrihMessage): readonly number[] {
    if (state === 'done') return []
    if (message.kind === 'frame') {
      const isAnswer = state === 'asked' && message.bytes[0] === deviceType
      if (isAnswer) {
        finding = readDeviceType(message.bytes)
        state = 'done'
        return [ACK]
      }
      // The end of an older conversation: once taken, it can be asked.
      state = 'greeted'
      return [ACK, ENQ]
    }
    if (message.kind === 'ack' || state === 'asked') return []
    state = 'asked'
    return [...frameOf([deviceType])]
  }
}

/** `FC error type subtype version subversion model language name`, the name in Windows-1251. */
function readDeviceType(message: Uint8Array): Finding {
  const [, , type] = message
  const name = new TextDecoder('windows-1251')
    .decode(message.subarray(8))
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 60)
  if (type === 1) {
    const words = name === '' ? '' : `${name}: `
    return { found: 'scale', reason: `${words}it speaks POS2: no driver here`, protocol: 'pos2' }
  }
  // Whatever else the maker builds has money within it: better left alone.
  return { found: 'fiscal-printer', reason: leaveAlone('fiscal', name) }
}

function lrcOf(bytes: readonly number[]): number {
  return bytes.reduce((xor, byte) => xor ^ byte, 0)
}
