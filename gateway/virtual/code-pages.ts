import iconv from 'iconv-lite'

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

const clone: Readonly<Record<number, string>> = {
  0: 'cp437',
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

export type Maker = 'epson' | 'clone'

/** Undefined where this maker has no such page: then the device prints what it likes. */
export function pageName(maker: Maker, number: number): string | undefined {
  const name = (maker === 'epson' ? epson : clone)[number]
  return name !== undefined && iconv.encodingExists(name) ? name : undefined
}

export function decodeByte(byte: number, page: string): string {
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte)
  return iconv.decode(Buffer.from([byte]), page)
}
