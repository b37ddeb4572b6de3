/** A character in printable ASCII: Cyrillic by MNS 5217 as far as a display needs it, accents dropped. */
export function latinOf(char: string): string {
  const small = cyrillic.get(char.toLowerCase())
  if (small !== undefined) return char === char.toLowerCase() ? small : capital(small)
  const sign = signs.get(char)
  if (sign !== undefined) return sign
  const plain = char.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return /^[ -~]+$/.test(plain) ? plain : plain === '' ? '' : '?'
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

const cyrillic: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: 'a',
    б: 'b',
    в: 'v',
    г: 'g',
    д: 'd',
    е: 'ye',
    ё: 'yo',
    ж: 'j',
    з: 'z',
    и: 'i',
    й: 'i',
    к: 'k',
    л: 'l',
    м: 'm',
    н: 'n',
    о: 'o',
    ө: 'o',
    п: 'p',
    р: 'r',
    с: 's',
    т: 't',
    у: 'u',
    ү: 'u',
    ф: 'f',
    х: 'kh',
    ц: 'ts',
    ч: 'ch',
    ш: 'sh',
    щ: 'sh',
    ъ: '',
    ы: 'y',
    ь: '',
    э: 'e',
    ю: 'yu',
    я: 'ya',
  }),
)

const signs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '₮': 'T',
    '₽': 'R',
    '€': 'E',
    '№': 'No',
    '«': '"',
    '»': '"',
    '“': '"',
    '”': '"',
    '„': '"',
    '’': "'",
    '–': '-',
    '—': '-',
    '−': '-',
    '×': 'x',
    '…': '..',
    '\u00a0': ' ',
    '\u202f': ' ',
    '\u2009': ' ',
    đ: 'd',
    Đ: 'D',
    ł: 'l',
    Ł: 'L',
    ß: 'ss',
  }),
)
