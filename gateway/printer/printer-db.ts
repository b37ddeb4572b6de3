/**
 * What is known of printers by model, reduced from the ESC/POS printer database
 * <https://github.com/receipt-print-hq/escpos-printer-db> (`dist/capabilities.json` of commit
 * 005fc994, and the newer `data/profile` files of TM-T20III, TM-T70, TM-T70II, RP332, YHD-8390 and
 * TSP800), © its contributors, licensed CC BY 4.0 <https://creativecommons.org/licenses/by/4.0/>.
 *
 * How it was reduced: customer displays and the generic profiles are left out; of the code pages only
 * those of Latin and Cyrillic letters are kept, each with its lowest number; of the features the
 * knife, `GS v 0` pictures, QR codes and barcodes; of the fonts A and B. Changed: the 12 and 9 columns
 * that the Netum 80-V-UL is listed with are the widths of its letters, it has 48 and 64; the columns of
 * Kanji that stand in the place of font B at the TM-P80 are not its; the impact printers have font B
 * only by the database's default, so they count as having none; the TH230s want their pictures by
 * `ESC *`, so they count as having none.
 */
export interface ListedPrinter {
  readonly vendor: string
  readonly name: string
  /** Of font A. */
  readonly columns: number
  /** Of font B; null where none is listed. */
  readonly columnsB: number | null
  /** Printable dots on a line, where they are listed. */
  readonly dots: number | null
  readonly knife: 'partial' | 'full' | 'none'
  readonly features: readonly ('picture' | 'qr' | 'barcode')[]
  /** The n of `ESC t n` by page. */
  readonly pages: ListedPages
}

export type ListedPages = Readonly<Partial<Record<ListedPage, number | undefined>>>

export type ListedPage =
  | 'cp437'
  | 'cp775'
  | 'cp850'
  | 'cp852'
  | 'cp855'
  | 'cp857'
  | 'cp858'
  | 'cp866'
  | 'cp1125'
  | 'windows1250'
  | 'windows1251'
  | 'windows1252'
  | 'windows1254'
  | 'windows1257'
  | 'rk1048'

const basic = { cp437: 0, cp850: 2, cp852: 18, cp858: 19, cp866: 17, windows1252: 16 } as const
const epsonMost = {
  cp437: 0,
  cp850: 2,
  cp857: 13,
  windows1252: 16,
  cp866: 17,
  cp852: 18,
  cp775: 33,
  cp855: 34,
  cp1125: 44,
  windows1250: 45,
  windows1251: 46,
  windows1254: 48,
  windows1257: 51,
  rk1048: 53,
} as const
const epson = { ...epsonMost, cp858: 19 } as const
const { cp1125: _, ...epsonT88v } = epson
const seiko = {
  ...basic,
  cp857: 13,
  cp855: 34,
  windows1250: 45,
  windows1251: 46,
  windows1254: 48,
} as const
const zjiangMost = {
  ...basic,
  windows1257: 25,
  cp855: 60,
  cp857: 61,
  windows1250: 72,
  windows1251: 73,
} as const
const zjiang = { ...zjiangMost, windows1254: 91, cp775: 95 } as const
const rongta = {
  cp437: 0,
  cp850: 2,
  windows1251: 6,
  cp866: 7,
  windows1252: 16,
  cp852: 18,
  cp858: 19,
  windows1257: 25,
  cp855: 28,
  cp857: 29,
  windows1250: 30,
  cp775: 31,
  windows1254: 32,
} as const
const star = {
  cp437: 1,
  cp858: 4,
  cp852: 5,
  cp866: 10,
  cp855: 11,
  cp857: 12,
  windows1252: 32,
  windows1250: 33,
  windows1251: 34,
} as const
const wincor = {
  cp437: 0,
  cp850: 1,
  cp852: 2,
  cp858: 6,
  cp866: 7,
  windows1252: 8,
  cp857: 12,
  windows1254: 16,
  windows1250: 17,
  cp775: 27,
  windows1257: 28,
} as const

/** Columns of font B by those of font A, as most have them. */
const usualB: ReadonlyMap<number, number> = new Map([
  [32, 42],
  [42, 56],
  [44, 57],
  [48, 64],
])
const all = ['picture', 'qr', 'barcode'] as const
const onlyPicture = ['picture'] as const

export const listedPrinters: Readonly<Record<string, ListedPrinter>> = {
  'bixolon-srp-s300': row('Bixolon', 'SRP-S300', 48, 640, 'partial', all, {
    ...basic,
    cp775: 33,
    cp855: 34,
  }),
  'citizen-ct-s651': row('Citizen', 'CT-S651', 48, 640, 'partial', all, {
    cp437: 0,
    cp850: 2,
    cp852: 6,
    cp866: 7,
    cp857: 8,
    windows1252: 9,
    cp858: 19,
  }),
  'epos-tep-200m': row('EPOS', 'TEP200M Series', 42, null, 'partial', all, epson),
  'epson-tm-l90': row('Epson', 'TM-L90', 48, 576, 'partial', all, epson),
  'epson-tm-m30iii': row('Epson', 'TM-m30III', 48, 576, 'partial', all, epsonMost, 57),
  'epson-tm-p80': row('Epson', 'TM-P80', 42, 576, 'partial', all, epson),
  'epson-tm-p80-42col': row('Epson', 'TM-P80 (42 column mode)', 42, 546, 'partial', all, epson, 60),
  'epson-tm-t20ii': row('Epson', 'TM-T20II', 48, 576, 'partial', all, epson),
  'epson-tm-t20ii-42col': row(
    'Epson',
    'TM-T20II (42 column mode)',
    42,
    546,
    'partial',
    all,
    epson,
    60,
  ),
  'epson-tm-t20iii': row('Epson', 'TM-T20III', 48, 576, 'partial', all, epson),
  'epson-tm-t70': row('Epson', 'TM-T70', 42, 512, 'partial', all, basic),
  'epson-tm-t70ii': row('Epson', 'TM-T70II', 42, 512, 'partial', all, epson),
  'epson-tm-t88ii': row('Epson', 'TM-T88II', 42, 512, 'partial', all, epsonMost),
  'epson-tm-t88iii': row('Epson', 'TM-T88III', 42, 512, 'partial', all, {
    cp437: 0,
    cp850: 2,
    windows1251: 6,
    windows1252: 16,
    cp866: 17,
    cp858: 19,
  }),
  'epson-tm-t88iv': row('Epson', 'TM-T88IV', 42, 512, 'partial', all, basic),
  'epson-tm-t88iv-sa': row('Epson', 'TM-T88IV South Asia', 42, 512, 'partial', all, { cp437: 0 }),
  'epson-tm-t88v': row('Epson', 'TM-T88V', 42, 512, 'partial', all, epsonT88v),
  'epson-tm-u220': row('Epson', 'TM-U220', 42, 400, 'none', [], { cp437: 0 }, null),
  'epson-tm-u220b': row('Epson', 'TM-U220B', 42, 400, 'partial', [], { cp437: 0 }, null),
  'kefar-kr-306': row('Kefar', 'KR-306', 48, 576, 'partial', all, {
    cp437: 0,
    cp850: 2,
    windows1252: 11,
    cp866: 12,
    cp852: 13,
    cp858: 14,
    cp855: 38,
    cp857: 39,
    windows1250: 50,
    windows1251: 51,
  }),
  'metapace-t-1': row('Metapace', 'T-1', 42, 504, 'partial', all, {
    cp437: 0,
    cp850: 2,
    cp858: 19,
  }),
  'munbyn-itpp047': row('Munbyn', 'ITPP047', 42, 512, 'partial', all, {
    cp437: 0,
    cp850: 2,
    windows1252: 6,
    cp866: 17,
    cp852: 18,
    cp858: 19,
  }),
  'netum-80-v-ul': row('Netum', '80-V-UL', 48, 576, 'partial', all, zjiang),
  'netum-nt-5890k': row('Netum', 'NT-5890K', 32, 384, 'none', onlyPicture, zjiang),
  'pbm-p822d': row('PBM', 'P822D', 42, 576, 'partial', all, zjiangMost),
  'rongta-rp326': row('Rongta', 'RP326', 42, null, 'partial', all, rongta),
  'rongta-rp332': row('Rongta', 'RP332', 42, null, 'full', all, rongta),
  'seiko-rp-f10-58mm': row('Seiko', 'RP-F10, 58 mm', 36, 432, 'partial', all, seiko, 54),
  'seiko-rp-f10-80mm': row('Seiko', 'RP-F10, 80 mm', 48, 576, 'partial', all, seiko, 72),
  'star-mcprint': row('Star Micronics', 'mcPrint2/mcPrint3', 42, null, 'partial', all, star),
  'star-sp2000': row('Star Micronics', 'SP2000 Series', 42, null, 'partial', all, star, null),
  'star-tsp600': row('Star Micronics', 'TSP600 Series', 42, 576, 'partial', all, star),
  'star-tsp800': row('Star Micronics', 'TSP800 Series', 42, 833, 'partial', all, star),
  'star-tup500': row('Star Micronics', 'TUP500 Series', 42, null, 'partial', all, star),
  'sunmi-v2': row('Sunmi', 'V2', 32, 384, 'none', all, {
    ...basic,
    cp857: 13,
    cp775: 33,
    cp855: 34,
  }),
  'wincor-th230': row('Wincor Nixdorf', 'TH230', 44, 576, 'partial', ['barcode'], wincor),
  'wincor-th230plus': row(
    'Wincor Nixdorf',
    'TH230+',
    44,
    576,
    'partial',
    ['qr', 'barcode'],
    wincor,
  ),
  'yhdaa-yhd-8390': row('YHDAA', 'YHD-8390', 48, 640, 'partial', all, {
    cp437: 0,
    cp850: 2,
    windows1252: 11,
    cp866: 12,
    cp852: 13,
    cp858: 14,
    windows1251: 18,
    windows1257: 20,
    cp857: 24,
  }),
  'zijiang-zj-5870': row(
    'ZiJiang',
    'ZJ-5870',
    32,
    384,
    'none',
    onlyPicture,
    {
      cp437: 0,
      cp850: 2,
      windows1252: 16,
      cp866: 17,
      cp852: 18,
    },
    null,
  ),
  'zjiang-pos-5890': row('Zjiang', 'POS5890 Series', 32, 384, 'none', onlyPicture, zjiang),
}

function row(
  vendor: string,
  name: string,
  columns: number,
  dots: number | null,
  knife: ListedPrinter['knife'],
  features: ListedPrinter['features'],
  pages: ListedPages,
  columnsB: number | null = usualB.get(columns) ?? null,
): ListedPrinter {
  return { vendor, name, columns, columnsB, dots, knife, features, pages }
}
