import type { Codepage } from '@point-of-sale/codepage-encoder'

export interface Page {
  readonly name: Codepage
  /** The n of `ESC t n`: differs from maker to maker. */
  readonly number: number
}

export interface PrinterProfile {
  readonly label: string
  /** Characters of font A (12 dots wide) on a line. */
  readonly columns: number
  /** In order of preference: a line is written in the first page that holds all of it. */
  readonly pages: readonly Page[]
  /** `GS v 0`: text outside all pages is drawn. */
  readonly raster: boolean
  /** `₮` is in no page: draw its line, or write "төг". */
  readonly tugrik: 'draw' | 'write'
  /** Answers `DLE EOT n` and `GS r 1`. */
  readonly status: boolean
  /** `DLE DC4 8` throws away what was received and not printed. */
  readonly clearsBuffer: boolean
  /** `DLE DC4 1` opens the drawer even with the paper out. */
  readonly realTimeDrawer: boolean
  readonly cutter: boolean
  /** Lines between the print head and the knife or the tear-off edge. */
  readonly feedBeforeCut: number
}

const epsonPages: readonly Page[] = [
  { name: 'cp437', number: 0 },
  { name: 'cp866', number: 17 },
  { name: 'cp852', number: 18 },
  { name: 'rk1048', number: 53 },
  { name: 'windows1251', number: 46 },
  { name: 'windows1250', number: 45 },
  { name: 'cp858', number: 19 },
  { name: 'windows1252', number: 16 },
]

/** What almost every 80 mm clone has at these numbers; KZ-1048 is nowhere to be relied on. */
const commonPages: readonly Page[] = [
  { name: 'cp437', number: 0 },
  { name: 'cp866', number: 17 },
  { name: 'cp852', number: 18 },
  { name: 'cp858', number: 19 },
  { name: 'windows1252', number: 16 },
]

const epson80: PrinterProfile = {
  label: 'Epson, 80 mm, 203 dpi',
  columns: 48,
  pages: epsonPages,
  raster: true,
  tugrik: 'draw',
  status: true,
  clearsBuffer: true,
  realTimeDrawer: true,
  cutter: true,
  feedBeforeCut: 4,
}

const clone80: PrinterProfile = {
  label: 'Any 80 mm ESC/POS printer',
  columns: 48,
  pages: commonPages,
  raster: true,
  tugrik: 'draw',
  status: true,
  clearsBuffer: false,
  realTimeDrawer: false,
  cutter: true,
  feedBeforeCut: 4,
}

const profiles = {
  'generic-80mm': clone80,
  'generic-80mm-no-status': {
    ...clone80,
    label: 'Any 80 mm ESC/POS printer that never answers',
    status: false,
  },
  'generic-58mm': {
    ...clone80,
    label: 'Any 58 mm ESC/POS printer',
    columns: 32,
    cutter: false,
    feedBeforeCut: 3,
  },
  'epson-tm-t20iii': { ...epson80, label: 'Epson TM-T20III' },
  'epson-tm-m30iii': { ...epson80, label: 'Epson TM-m30III' },
  'epson-tm-t88v': { ...epson80, label: 'Epson TM-T88V', columns: 42 },
  'epson-tm-t88vi': { ...epson80, label: 'Epson TM-T88VI', columns: 42 },
  'xprinter-xp-t80q': {
    ...clone80,
    label: 'Xprinter XP-T80Q',
    pages: [...commonPages, { name: 'windows1251', number: 23 }],
  },
  'pos-5890': {
    ...clone80,
    label: 'POS-5890, 58 mm',
    columns: 32,
    pages: [
      ...commonPages,
      { name: 'windows1251', number: 22 },
      { name: 'windows1250', number: 72 },
    ],
    cutter: false,
    feedBeforeCut: 3,
  },
} as const satisfies Record<string, PrinterProfile>

export type ProfileName = keyof typeof profiles

export const profileNames = Object.keys(profiles) as readonly ProfileName[]

/** An unknown name prints as `generic-80mm`: a store sells, and the console shows what was asked. */
export function profileOf(name: string): PrinterProfile {
  return isProfileName(name) ? profiles[name] : profiles['generic-80mm']
}

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(profiles, name)
}
