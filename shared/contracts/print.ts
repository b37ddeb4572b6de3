import { z } from 'zod'
import { Language } from './units.ts'

/**
 * A printed document as the hub describes it; the gateway lays it out for the printer at hand.
 * Text may hold any Unicode; what the printer cannot say is folded or drawn.
 */
export const PrintBlock = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    text: z.string().max(2000),
    align: z.enum(['left', 'center', 'right']).default('left'),
    bold: z.boolean().default(false),
    /** 1 = normal, 2 = double width and height. */
    size: z.union([z.literal(1), z.literal(2)]).default(1),
  }),
  /** Cells of one line; the widths are shares of the line, wrapped where a cell is too long. */
  z.object({
    kind: z.literal('row'),
    cells: z
      .array(
        z.object({
          text: z.string().max(500),
          align: z.enum(['left', 'right']).default('left'),
          /** Characters; at most one cell has none and takes what is left. */
          width: z.int().min(1).max(64).optional(),
        }),
      )
      .min(1)
      .max(6),
    bold: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('rule') }),
  z.object({ kind: z.literal('feed'), lines: z.int().min(1).max(20) }),
  z.object({ kind: z.literal('qr'), data: z.string().min(1).max(500) }),
  z.object({ kind: z.literal('barcode'), ean: z.string().regex(/^\d{8}$|^\d{13}$/) }),
  /** Code 128: printable ASCII; too long for the paper, it is written out. */
  z.object({ kind: z.literal('code128'), data: z.string().regex(/^[ -~]{1,48}$/) }),
  /** A logo: a PNG in base64, at most 32 KiB; black and white, shrunk to the paper's width. */
  z.object({ kind: z.literal('picture'), png: z.base64().max(43_692) }),
  /**
   * The code-page test: a line for each number of `ESC t n`, with the letters that Mongolian, Russian,
   * Czech and Romanian need; where they can be read, the number is the page's.
   */
  z.object({
    kind: z.literal('code-pages'),
    from: z.int().min(0).max(255).default(0),
    to: z.int().min(0).max(255).default(255),
  }),
])
export type PrintBlock = z.infer<typeof PrintBlock>

export const PrintDocument = z
  .object({
    language: Language,
    title: z.string().max(100),
    blocks: z.array(PrintBlock).max(3000),
    cut: z.boolean().default(true),
  })
  .meta({ id: 'PrintDocument' })
export type PrintDocument = z.infer<typeof PrintDocument>
