import type { CodePages } from '#shared/contracts/device.ts'
import {
  type ListedPage,
  type ListedPages,
  type ListedPrinter,
  listedPrinters,
} from './printer-db.ts'

export interface Page {
  readonly name: ListedPage
  /** The n of `ESC t n`: differs from maker to maker. */
  readonly number: number
}

/** What a printer can do. The database says what it has; what is known better stands here. */
export interface PrinterProfile {
  readonly label: string
  /** Characters of font A (12 dots wide) on a line. */
  readonly columns: number
  /** Characters of font B, which is narrower; null = it has none. */
  readonly columnsB: number | null
  /** In order of preference: a line is written in the first page that holds all of it. */
  readonly pages: readonly Page[]
  /** `ESC &`: letters outside all pages can be taught to it, for the length of a job. */
  readonly userCharacters: boolean
  /** `GS v 0`: text outside all pages is drawn. */
  readonly raster: boolean
  /** `GS ( k` and `GS k`; else codes are drawn, or written out where nothing can be drawn. */
  readonly qr: boolean
  readonly barcode: boolean
  /** Answers `DLE EOT n` and `GS r 1`. */
  readonly status: boolean
  /** `GS a`: tells by itself what changes. */
  readonly automaticStatus: boolean
  /** `DLE DC4 8` throws away what was received and not printed. */
  readonly clearsBuffer: boolean
  /** `DLE DC4 1` opens the drawer even with the paper out. */
  readonly realTimeDrawer: boolean
  readonly cut: 'partial' | 'full' | 'none'
  /** Lines between the print head and the knife or the tear-off edge. */
  readonly feedBeforeCut: number
}

const pagePreference: readonly ListedPage[] = [
  'cp437',
  'cp866',
  'cp852',
  'rk1048',
  'windows1251',
  'windows1250',
  'cp858',
  'windows1252',
  'cp850',
  'cp1125',
  'cp855',
  'cp775',
  'cp857',
  'windows1254',
  'windows1257',
]

/** What almost every 80 mm clone has at these numbers; KZ-1048 is nowhere to be relied on. */
const commonPages = { cp437: 0, cp866: 17, cp852: 18, cp858: 19, windows1252: 16 } as const

const clone80: PrinterProfile = {
  label: 'Any 80 mm ESC/POS printer',
  columns: 48,
  columnsB: 64,
  pages: inOrder(commonPages),
  userCharacters: false,
  raster: true,
  qr: true,
  barcode: true,
  status: true,
  automaticStatus: false,
  clearsBuffer: false,
  realTimeDrawer: false,
  cut: 'partial',
  feedBeforeCut: 4,
}
const clone58 = { ...clone80, columns: 32, columnsB: 42, cut: 'none', feedBeforeCut: 3 } as const

/** Makers whose manuals promise user-defined characters and automatic status; clones differ. */
const faithfulVendors = new Set(['Epson', 'Bixolon', 'Citizen', 'Seiko'])

const listed = Object.fromEntries(
  Object.entries(listedPrinters).map(([name, printer]) => [name, fromListed(printer)]),
)
const epsonT20 = fromListed(listedPrinters['epson-tm-t20iii'])

const profiles: Readonly<Record<string, PrinterProfile>> = {
  ...listed,
  'generic-80mm': clone80,
  'generic-80mm-no-status': {
    ...clone80,
    label: 'Any 80 mm ESC/POS printer that never answers',
    status: false,
  },
  'generic-58mm': { ...clone58, label: 'Any 58 mm ESC/POS printer' },
  // The same tables as its elder sisters; not in the database.
  'epson-tm-t88vi': { ...epsonT20, label: 'Epson TM-T88VI', columns: 42, columnsB: 56 },
  // KZ-1048 at 15: @point-of-sale/receipt-printer-encoder, mapping `hp`.
  'hp-a779': {
    ...clone80,
    label: 'HP A779',
    columns: 44,
    columnsB: null,
    pages: inOrder({
      cp437: 0,
      cp850: 1,
      cp852: 2,
      cp858: 6,
      cp866: 7,
      windows1252: 8,
      cp857: 12,
      windows1251: 13,
      rk1048: 15,
    }),
  },
  'xprinter-xp-t80q': {
    ...clone80,
    label: 'Xprinter XP-T80Q',
    pages: inOrder({ ...commonPages, windows1251: 23 }),
  },
  'pos-5890': {
    ...clone58,
    label: 'POS-5890, 58 mm',
    pages: inOrder({ ...commonPages, windows1251: 22, windows1250: 72 }),
  },
}

export const profileNames: readonly string[] = Object.keys(profiles).sort()

/** For who chooses one: what fits most printers comes first. */
export const printerModels = profileNames
  .map((profile) => ({ profile, ...labelled(profileOf(profile)) }))
  .sort((a, b) => rank(a.profile) - rank(b.profile) || a.label.localeCompare(b.label, 'en'))

function labelled({ label, columns, columnsB }: PrinterProfile) {
  return { label, columns, ...(columnsB === null ? {} : { columnsB }) }
}

function rank(profile: string): number {
  return profile.startsWith('generic-') ? 0 : 1
}

/**
 * An unknown name prints as `generic-80mm`: a store sells, and the console shows what was asked.
 * The numbers that the code-page test found on the device itself go before those of its model.
 */
export function profileOf(name: string, found: CodePages = {}): PrinterProfile {
  const profile = profiles[name] ?? clone80
  const foundPages = inOrder(found)
  if (foundPages.length === 0) return profile
  const taken = new Set(foundPages.map((page) => page.number))
  const others = profile.pages.filter((page) => !taken.has(page.number))
  const pages = inOrder({
    ...Object.fromEntries(others.map((page) => [page.name, page.number])),
    ...found,
  })
  return { ...profile, pages }
}

export function isProfileName(name: string): boolean {
  return Object.hasOwn(profiles, name)
}

function inOrder(pages: ListedPages): readonly Page[] {
  return pagePreference.flatMap((name) => {
    const number = pages[name]
    return number === undefined ? [] : [{ name, number }]
  })
}

function fromListed(printer: ListedPrinter | undefined): PrinterProfile {
  if (printer === undefined) return clone80
  const { vendor, name, columns, columnsB, knife, features, pages } = printer
  const isFaithful = faithfulVendors.has(vendor)
  const isEpson = vendor === 'Epson'
  return {
    label: `${vendor} ${name}`,
    columns,
    columnsB,
    pages: inOrder(pages),
    // The font of an impact printer is another one.
    userCharacters: isFaithful && features.includes('picture'),
    raster: features.includes('picture'),
    qr: features.includes('qr'),
    barcode: features.includes('barcode'),
    status: true,
    automaticStatus: isFaithful,
    clearsBuffer: isEpson,
    realTimeDrawer: isEpson,
    cut: knife,
    feedBeforeCut: columns <= 36 ? 3 : 4,
  }
}
