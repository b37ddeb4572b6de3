import { type Listener, leaveAlone, nothingToSay } from './question.ts'
import { createApduDecoder, createFrameDecoder, frameApdu, isFromTerminal } from './zvt-frames.ts'

const ACK = 0x06

/**
 * Status-Enquiry (2.55 in rev. 13.07): the terminal says how it is. The password may be left out, and
 * is: none can be wrong then, and no byte of the frame is one that could be printed.
 */
export const statusEnquiry = Uint8Array.of(0x05, 0x01, 0x00)
const accepted = Uint8Array.of(0x80, 0x00, 0x00)

/**
 * Takes the terminal's messages up to its completion. An ACK alone is not enough: the enquiry's own
 * `05` is a question to which a scale of CAS says the same byte.
 */
export function listenToZvt(over: 'serial' | 'tcp'): () => Listener {
  return () => {
    const decode = over === 'serial' ? createFrameDecoder() : createApduDecoder()
    let isFound = false
    let isDone = false
    return {
      hear(chunk) {
        // Our own enquiry comes back from a looped cable.
        const said = decode(chunk).filter(isFromTerminal).flatMap(replyTo)
        return said.length === 0 ? nothingToSay : Uint8Array.from(said)
      },
      isDone: () => isDone,
      finding: () =>
        isFound ? { found: 'payment-terminal', reason: leaveAlone('payment') } : null,
    }

    function replyTo(apdu: Uint8Array): readonly number[] {
      isFound = true
      const [group = 0, instruction = 0] = apdu
      const isReply = group === 0x80 || group === 0x84
      // A refusal, a completion or an abort is the last word.
      isDone ||=
        group === 0x84 || (group === 0x06 && (instruction === 0x0f || instruction === 0x1e))
      const words = isReply ? [] : over === 'tcp' ? accepted : frameApdu(accepted)
      return over === 'tcp' ? [...words] : [ACK, ...words]
    }
  }
}
