import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWeighingDecoder, type Weighing } from '#gateway/scale/mettler-8217.ts'
import { createVirtualScale } from '#gateway/virtual/scale.ts'

const stable = (weight: number): Weighing => ({ kind: 'stable', weight })
const not = (fault: string) => ({ kind: 'not-stable', fault })

test.each([
  ['\u000201.250\r', stable(1250)],
  ['\u0002 0.548\r', stable(548)],
  ['\u000200.548N\r', stable(548)],
  ['\u000205.5\r', stable(5500)],
  ['\u0002012\r', stable(12_000)],
  ['\u000200.000\r', not('zero')],
  ['\u0002?A\r', not('motion')],
  ['\u0002?B\r', not('over')],
  ['\u0002?D\r', not('under')],
  ['\u0002?H\r', not('outside')],
  ['\u0002?P\r', not('zero')],
  ['\u0002?\u0041\r', not('motion')],
  ['\u0002abc\r', { kind: 'noise' }],
  ['\u0002-1.00\r', { kind: 'noise' }],
  ['\u00021.2345\r', { kind: 'noise' }],
])('%j is what the scale says', (text, weighing) => {
  expect(read(text)).toEqual([weighing])
})

test('half an answer, one without its end, and a long one are nothing', () => {
  for (const text of ['01.250\r', '\u000201.250', `\u0002${'1'.repeat(200)}\r`, '\r\r']) {
    expect(read(text)).toEqual([])
  }
  expect(read('\u000201.2\u000200.548\r')).toEqual([stable(548)])
})

test('parity in the eighth bit of a line opened with eight is not looked at', () => {
  const bytes = Buffer.from('\u000200.548\r', 'latin1').map((byte) => byte | 0x80)
  expect(createWeighingDecoder().push(bytes)).toEqual([stable(548)])
})

test('answers in any chunks, with noise between, are all read', () => {
  const answer = fc.oneof(
    fc.integer({ min: 1, max: 99_999 }).map((grams) => [text(grams), stable(grams)] as const),
    fc.constantFrom(['?A', not('motion')] as const, ['?B', not('over')] as const),
  )
  const sent = fc.array(fc.tuple(fc.constantFrom('', 'x', '\r', '0.5'), answer), { maxLength: 6 })
  fc.assert(
    fc.property(sent, fc.array(fc.integer({ min: 1, max: 5 })), (answers, cuts) => {
      const all = answers.map(([noise, [said]]) => `${noise}\u0002${said}\r`).join('')
      expect(read(all, cuts)).toEqual(answers.map(([, [, meant]]) => meant))
    }),
  )
})

/**
 * How another point of sale (Odoo's IoT box) recognises the two answers of this scale, as facts of
 * the protocol: what its expressions take, ours reads as the same, and the virtual scale speaks so.
 */
test('an independent reading of the protocol agrees, also about the virtual scale', () => {
  const weight = /^\s*([0-9.]+)N?\r$/
  const status = /^\s*\?(.)\r$/
  const bits = ['motion', 'over', 'under', 'outside', 'zero'] as const
  const scale = createVirtualScale(() => undefined)
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 15_000 }),
      fc.constantFrom('still', 'moving', 'over', 'under'),
      (grams, load) => {
        scale.put(grams, load)
        const answer = Buffer.from(scale.answer()).toString('latin1')
        expect(answer.charCodeAt(0)).toBe(2)
        const [, number] = weight.exec(answer.slice(1)) ?? []
        const [, byte = ''] = status.exec(answer.slice(1)) ?? []
        const theirs =
          number === undefined
            ? not(bits.find((_, i) => (byte.charCodeAt(0) & (1 << i)) !== 0) ?? '')
            : stable(Math.round(Number(number) * 1000))
        expect(read(answer)).toEqual([theirs])
      },
    ),
  )
})

function text(grams: number): string {
  return (grams / 1000).toFixed(3).padStart(6, '0')
}

function read(answers: string, cuts: readonly number[] = []): readonly Weighing[] {
  const bytes = Buffer.from(answers, 'latin1')
  const decoder = createWeighingDecoder()
  let at = 0
  return [...cuts, bytes.length].flatMap((size) => {
    const chunk = bytes.subarray(at, at + size)
    at += size
    return decoder.push(chunk)
  })
}
