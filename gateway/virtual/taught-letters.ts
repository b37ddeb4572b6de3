import { glyphOf } from '../printer/raster.ts'

/** The later wins where two letters look the same: Ө of Mongolian before that of Greek or Latin. */
const ranges = [
  [0xa1, 0x24f],
  [0x2010, 0x2044],
  [0x20a0, 0x20c0],
  [0x2116, 0x2122],
  [0x2190, 0x2193],
  [0x2500, 0x257f],
  [0x400, 0x52f],
] as const

/** By the width of the cell. */
const lettersByWidth = new Map<number, ReadonlyMap<string, string>>()

/** What the printer was taught by `ESC &`, named by the letter whose shape it has; □ for others. */
export function createTaughtLetters() {
  const letterByCode = new Map<number, string>()
  return {
    learn,
    letter: (code: number) => letterByCode.get(code),
    forget: () => letterByCode.clear(),
  }

  /** `ESC & y c1 c2`, then for each code its width and y bytes a column, the top dot highest. */
  function learn(bytes: Uint8Array): void {
    const [, , height = 0, first = 0, last = 0] = bytes
    let at = 5
    for (let code = first; code <= last; code += 1) {
      const width = bytes[at] ?? 0
      const columns = bytes.subarray(at + 1, at + 1 + width * height)
      letterByCode.set(code, shapeOf(columns, width, height))
      at += 1 + width * height
    }
  }
}

function shapeOf(columns: Uint8Array, width: number, height: number): string {
  let dots = ''
  for (let y = 0; y < height * 8; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const byte = columns[x * height + (y >> 3)] ?? 0
      dots += (byte >> (7 - (y & 7))) & 1
    }
  }
  const letters = lettersByWidth.get(width) ?? drawLetters(width)
  lettersByWidth.set(width, letters)
  return letters.get(dots) ?? '□'
}

/** Drawn once: a virtual printer is taught a few letters of these, the same each time. */
function drawLetters(width: number): ReadonlyMap<string, string> {
  const letters = new Map<string, string>()
  for (const [first, last] of ranges) {
    for (let code = first; code <= last; code += 1) {
      const letter = String.fromCharCode(code)
      letters.set(keyOf(letter, width), letter)
    }
  }
  // What the font lacks is drawn as a question mark.
  return letters.set(keyOf('?', width), '?')
}

function keyOf(letter: string, width: number): string {
  return glyphOf(letter, false, 1, width)
    .map((dot) => (dot ? '1' : '0'))
    .join('')
}
