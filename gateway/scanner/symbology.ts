/** AIM code characters, ISO/IEC 15424. */
const names: Readonly<Record<string, string>> = {
  A: 'Code 39',
  C: 'Code 128',
  E: 'EAN-13',
  F: 'Codabar',
  G: 'Code 93',
  I: 'ITF',
  L: 'PDF417',
  M: 'MSI',
  Q: 'QR',
  d: 'Data Matrix',
  e: 'GS1 DataBar',
  z: 'Aztec',
}

const namesWithModifier: Readonly<Record<string, string>> = {
  C1: 'GS1-128',
  E4: 'EAN-8',
  Q3: 'GS1 QR',
  d2: 'GS1 Data Matrix',
}

/** Takes the AIM identifier `]cm` off the front; null where the scanner sends none. */
export function splitSymbology(text: string): {
  readonly data: string
  readonly symbology: string | null
} {
  const [prefix, code = '', modifier = ''] = /^\]([A-Za-z])([0-9A-Za-z])/.exec(text) ?? []
  const name = namesWithModifier[code + modifier] ?? names[code]
  if (prefix === undefined || name === undefined) return { data: text, symbology: null }
  return { data: text.slice(prefix.length), symbology: name }
}
