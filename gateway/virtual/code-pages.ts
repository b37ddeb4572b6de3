import iconv from 'iconv-lite'
import { listedPrinters } from '../printer/printer-db.ts'

/**
 * Page numbers as the makers print them in their manuals, kept apart from the tables the encoder
 * uses: a wrong number there shows here as wrong text.
 */
const epson: Readonly<Record<number, string>> = {
  0: 'cp437',
  2: 'cp850',
  3: 'cp860',
  4: 'cp863',
  5: 'cp865',
  13: 'cp857',
  14: 'cp737',
  15: 'iso88597',
  16: 'win1252',
  17: 'cp866',
  18: 'cp852',
  19: 'cp858',
  33: 'cp775',
  34: 'cp855',
  35: 'cp861',
  36: 'cp862',
  37: 'cp864',
  38: 'cp869',
  39: 'iso88592',
  40: 'iso885915',
  44: 'cp1125',
  45: 'win1250',
  46: 'win1251',
  47: 'win1253',
  48: 'win1254',
  49: 'win1255',
  50: 'win1256',
  51: 'win1257',
  52: 'win1258',
  53: 'rk1048',
}

/** As many of them: KZ-1048 is there, at a number that no maker names. */
const clone: Readonly<Record<number, string>> = {
  0: 'cp437',
  6: 'rk1048',
  2: 'cp850',
  3: 'cp860',
  4: 'cp863',
  5: 'cp865',
  16: 'win1252',
  17: 'cp866',
  18: 'cp852',
  19: 'cp858',
  22: 'win1251',
  23: 'win1251',
  72: 'win1250',
}

const hp: Readonly<Record<number, string>> = {
  0: 'cp437',
  1: 'cp850',
  2: 'cp852',
  3: 'cp860',
  4: 'cp863',
  5: 'cp865',
  6: 'cp858',
  7: 'cp866',
  8: 'win1252',
  9: 'cp862',
  10: 'cp737',
  11: 'cp874',
  12: 'cp857',
  13: 'win1251',
  14: 'win1255',
  15: 'rk1048',
}

export type Maker = 'epson' | 'clone'

/** Page names by number, as one model has them. */
export type PageTable = Readonly<Record<number, string>>

export function pageTableOf(maker: Maker): PageTable {
  return maker === 'epson' ? epson : clone
}

/** A model of the printer database has what stands there; others what their maker has. */
export function pageTableOfProfile(profile: string, maker: Maker): PageTable {
  const listed = listedPrinters[profile]
  if (profile.startsWith('hp-')) return hp
  if (listed === undefined) return pageTableOf(maker)
  if (listed.pages.rk1048 === 53) return epson
  const names = Object.entries(listed.pages).map(([name, number]) => [
    number,
    name.replace('windows', 'win'),
  ])
  return { 0: 'cp437', ...Object.fromEntries(names) }
}

/** Undefined where the table has no such page: then the device prints what it likes. */
export function pageName(table: PageTable, number: number): string | undefined {
  const name = table[number]
  return name !== undefined && iconv.encodingExists(name) ? name : undefined
}

export function decodeByte(byte: number, page: string): string {
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte)
  return iconv.decode(Buffer.from([byte]), page)
}
