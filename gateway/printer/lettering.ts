import type { PrinterProfile } from './profiles.ts'
import { cellWidth } from './raster.ts'

/** The letters of a receipt, as a printer has them. */
export interface Lettering {
  readonly font: 'A' | 'B'
  /** Letters on a line. */
  readonly columns: number
  /** Dots of paper that each takes: those that are drawn stand under those that are written. */
  readonly cellWidth: number
}

/**
 * The width that the operator set is in letters of font A and never more than the printer has; as
 * much of the paper is used by font B.
 */
export function letteringOf(
  profile: PrinterProfile,
  wanted: { readonly columns: number; readonly font?: 'A' | 'B' | undefined },
): Lettering {
  const columns = Math.min(wanted.columns, profile.columns)
  const { columnsB } = profile
  if (wanted.font !== 'B' || columnsB === null) return { font: 'A', columns, cellWidth }
  return {
    font: 'B',
    columns: Math.floor((columns * columnsB) / profile.columns),
    cellWidth: Math.floor((profile.columns * cellWidth) / columnsB),
  }
}
