/**
 * Whether a text has nothing that a person could read: it is empty, or holds only spaces, control
 * signs and what Unicode draws as nothing (zero-width and bidi marks, soft hyphens, fillers, the
 * empty Braille cell, halves of a pair). The one rule for what is no name.
 */
export function isBlank(text: string): boolean {
  return !readable.test(text)
}

const readable = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u

/** What is wrong with a blank text that is not empty; it names the signs, which cannot be shown. */
export function unseenWords(text: string): string {
  const signs = [...new Set(text)].map(codePoint)
  const more = signs.length > MAX_SIGNS ? ' …' : ''
  return `holds only signs that cannot be seen (${signs.slice(0, MAX_SIGNS).join(' ')}${more})`
}

const MAX_SIGNS = 3

function codePoint(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
