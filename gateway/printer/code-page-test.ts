import { commands } from './commands.ts'

/**
 * Bytes that are readable on the page sought and on no other: Ө ө Ү ү Ж я on KZ-1048 (its Ж я are
 * those of Windows-1251 too), Ж я on CP866, ř ţ ş on CP852 and on Windows-1250.
 */
const samples: readonly (readonly number[])[] = [
  [0xa5, 0xb4, 0xaf, 0xbf, 0xc6, 0xff],
  [0x86, 0xef],
  [0xfd, 0xee, 0xad],
  [0xf8, 0xfe, 0xba],
]

/** A number of three digits, then the samples, with blanks between. */
export const codePageSampleColumns = 3 + samples.reduce((sum, sample) => sum + 1 + sample.length, 0)

/** One line of the code-page test; ends with the printer's first page chosen. */
export function encodeCodePages(numbers: readonly number[]): Uint8Array {
  const first = commands.selectPage(0)
  const parts = numbers.flatMap((number, index) => [
    // A number that the printer does not know leaves the page before: that shall be the first.
    first,
    Buffer.from(`${index === 0 ? '' : '  '}${String(number).padStart(3)}`, 'latin1'),
    commands.selectPage(number),
    ...samples.map((sample) => Uint8Array.from([0x20, ...sample])),
  ])
  return new Uint8Array(Buffer.concat([...parts, first, commands.lineFeed]))
}
