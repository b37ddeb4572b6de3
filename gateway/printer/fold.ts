import { byteOf } from './code-pages.ts'
import type { PrinterProfile } from './profiles.ts'

/**
 * Readings that are as good as the letter itself, tried first: they cost nothing. Romanian printers
 * have Ș and Ț only with the cedilla, which is how all receipts there look; the signs of rouble and
 * tugrik are in no page.
 */
const foldByCharacter: Readonly<Record<string, readonly string[]>> = {
  Ș: ['Ş'],
  ș: ['ş'],
  Ț: ['Ţ'],
  ț: ['ţ'],
  '₽': [' руб.', ' rub.'],
  '₮': [' төг'],
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
  '═': ['='],
  '│': ['|'],
  '║': ['|'],
  ...Object.fromEntries(Array.from('┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬', (corner) => [corner, ['+']])),
}

/** Only for a printer that can be neither taught nor drawn on: nearly right beats a question mark. */
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

// As texts, since a bundle escapes the letters of texts only (hub/packaging/bundles.ts).
const foldedSigns = ['руб\\.', 'rub\\.', ' ?EUR', ' ?төг']
const doubled = new RegExp(` {2}(?=${foldedSigns.join('|')})`, 'g')

/** One form per letter, plain spaces, nothing a printer could take for a command. */
export function cleanText(text: string): string {
  return text.normalize('NFC').replace(spaces, ' ').replace(invisible, '').replace(controls, ' ')
}

/**
 * Replaces what the printer cannot say by what it can, where that reads the same; what is left is
 * taught to the printer or drawn.
 */
export function foldText(text: string, profile: PrinterProfile): string {
  let folded = ''
  for (const character of text) folded += foldCharacter(character, profile)
  // "1500 ₽" and "1500₽" both become "1500 руб."
  return folded.replace(doubled, ' ')
}

function foldCharacter(character: string, profile: PrinterProfile): string {
  if (isInSomePage(character, profile)) return character
  const folds = foldByCharacter[character] ?? []
  for (const fold of folds) if (areInPages(fold, profile)) return fold
  if (profile.raster || profile.userCharacters) return character
  const rough = roughFoldByCharacter[character] ?? character.normalize('NFD').charAt(0)
  if (areInPages(rough, profile)) return rough
  return '?'
}

function areInPages(text: string, profile: PrinterProfile): boolean {
  return Array.from(text).every((letter) => isInSomePage(letter, profile))
}

/** Whether the printer has the character by itself. */
export function isInSomePage(character: string, profile: PrinterProfile): boolean {
  return profile.pages.some((page) => byteOf(character, page.name) !== undefined)
}
