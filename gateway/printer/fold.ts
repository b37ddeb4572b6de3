import { byteOf } from './code-pages.ts'
import type { PrinterProfile } from './profiles.ts'

/**
 * Readable stand-ins for characters that the printer's pages lack. Romanian printers have Ș and Ț
 * only with the cedilla, which is how all receipts there look; the rouble sign is in no page.
 */
const foldByCharacter: Readonly<Record<string, readonly string[]>> = {
  Ș: ['Ş', 'S'],
  ș: ['ş', 's'],
  Ț: ['Ţ', 'T'],
  ț: ['ţ', 't'],
  '₽': [' руб.', ' rub.'],
  '€': [' EUR'],
  '«': ['"'],
  '»': ['"'],
  '“': ['"'],
  '”': ['"'],
  '„': ['"'],
  '‘': ["'"],
  '’': ["'"],
  '—': ['-'],
  '–': ['-'],
  '−': ['-'],
  '…': ['...'],
  '×': ['x'],
  '•': ['*'],
  '·': ['.'],
  '№': ['No'],
  '‰': ['o/oo'],
  '─': ['-'],
}

/** Only for a printer that cannot draw: nearly right beats a question mark. */
const roughFoldByCharacter: Readonly<Record<string, string>> = {
  Ө: 'О',
  ө: 'о',
  Ү: 'Y',
  ү: 'y',
  '₮': ' төг',
}

const spaces = /[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g
// A control byte in a product name would be a command to the printer.
const controls = /[\p{Cc}\p{Zl}\p{Zp}]/gu

/** One form per letter, plain spaces, nothing a printer could take for a command. */
export function cleanText(text: string): string {
  return text.normalize('NFC').replace(spaces, ' ').replace(invisible, '').replace(controls, ' ')
}

/** Replaces what the printer cannot say by what it can; the rest stays, to be drawn. */
export function foldText(text: string, profile: PrinterProfile): string {
  let folded = ''
  for (const character of text) folded += foldCharacter(character, profile)
  // "1500 ₽" and "1500₽" both become "1500 руб."
  return folded.replace(/ {2}(?=(?:руб|rub)\.| EUR| ?төг)/g, ' ')
}

function foldCharacter(character: string, profile: PrinterProfile): string {
  if (character === '₮' && profile.tugrik === 'write') return ' төг'
  if (isInSomePage(character, profile)) return character
  const folds = foldByCharacter[character] ?? []
  for (const fold of folds) {
    if (Array.from(fold).every((letter) => isInSomePage(letter, profile))) return fold
  }
  return profile.raster ? character : (roughFoldByCharacter[character] ?? '?')
}

function isInSomePage(character: string, profile: PrinterProfile): boolean {
  return profile.pages.some((page) => byteOf(character, page.name) !== undefined)
}
