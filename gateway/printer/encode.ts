import type { PrintDocument } from '#shared/contracts/print.ts'
import { commands } from './commands.ts'
import { isInSomePage } from './fold.ts'
import { continuationMark, layOut, type PaperLine } from './layout.ts'
import { letteringOf } from './lettering.ts'
import type { PrinterProfile } from './profiles.ts'
import { type UserCharacters, userCharactersFor } from './user-characters.ts'
import { createWriter, type TextLine } from './writer.ts'

export interface EncodeOptions {
  readonly profile: PrinterProfile
  /** What the operator set, in letters of font A; never more than the printer has. */
  readonly columns: number
  readonly font?: 'A' | 'B' | undefined
  readonly duplicate: boolean
  readonly openDrawer: boolean
  /** The first part to print; the parts before it are on paper already. */
  readonly from?: number
}

/** Eight drawn lines are 240 rows: one picture, and not much to print again after the paper's end. */
const linesPerPart = 8

/** A document as ESC/POS bytes for the printer at hand. */
export function encodeDocument(document: PrintDocument, options: EncodeOptions): Uint8Array {
  return new Uint8Array(Buffer.concat(encodeParts(document, options)))
}

/**
 * The same bytes in parts of a few lines, after each of which the printer may be asked how far it is.
 * With `from`, the rest of a document that was torn: it starts anew and says that it goes on.
 */
export function encodeParts(
  document: PrintDocument,
  options: EncodeOptions,
): readonly Uint8Array[] {
  const { profile, from = 0 } = options
  const lettering = letteringOf(profile, options)
  const { columns } = lettering
  const lines = layOut(document, { profile, columns, duplicate: options.duplicate })
  const mark = from > 0 ? continuationMark(document, columns, profile) : []
  const taught = userCharactersFor([...mark, ...lines], profile)
  const writer = createWriter(profile, taught, lettering)
  writer.start()
  if (options.openDrawer) writer.push(commands.openDrawer)
  writeLines(mark)
  const parts: Uint8Array[] = []
  const count = Math.max(1, Math.ceil(lines.length / linesPerPart))
  for (let part = from; part < count; part += 1) {
    writeLines(lines.slice(part * linesPerPart, (part + 1) * linesPerPart))
    if (part === count - 1) end()
    parts.push(writer.take())
  }
  return parts

  function writeLines(of: readonly PaperLine[]): void {
    let drawn: TextLine[] = []
    for (const line of of) {
      if (line.kind === 'text' && mustDraw(line.text, profile, taught)) {
        drawn.push(line)
        continue
      }
      writer.drawLines(drawn)
      drawn = []
      writer.line(line)
    }
    writer.drawLines(drawn)
  }

  function end(): void {
    if (!document.cut) return
    writer.plain()
    writer.push(commands.feed(profile.feedBeforeCut))
    if (profile.cut !== 'none') writer.push(commands.cut(profile.cut))
  }
}

function mustDraw(text: string, profile: PrinterProfile, taught: UserCharacters): boolean {
  if (!profile.raster) return false
  return Array.from(text).some((character) => {
    return !taught.has(character) && !isInSomePage(character, profile)
  })
}
