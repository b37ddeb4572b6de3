import type { HashRecord } from '#shared/journal/record.ts'
import { hashText } from '../hash.ts'
import type { SimBody } from '../messages.ts'

/** A quick stand-in for sha256 over the same fields (spine B2.6); the body counts by what was asked. */
export const hashRecord: HashRecord<SimBody> = ({ hub, epoch, seq, id, type, at, prev, body }) =>
  hashText(`${prev}\n${hub}\n${epoch}\n${seq}\n${id}\n${type}\n${at}\n${body.requestHash}`)
    .toString(16)
    .padStart(14, '0')
