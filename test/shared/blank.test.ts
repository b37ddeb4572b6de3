import { expect, test } from 'vitest'
import { isBlank, unseenWords } from '#shared/domain/blank.ts'

test('spaces, zero-width and bidi marks, fillers and halves of a pair are no name', () => {
  const marks = ['\u00a0', '\u00ad', '\u061c', '\u115f', '\u180e', '\u200b', '\u200d', '\u200f']
  const more = ['\u2028', '\u202e', '\u2060', '\u2069', '\u2800', '\u3164', '\ufe0f', '\ufeff']
  const odd = ['\ufff9', '\ud800', '\u{e0041}', '\0', '\t\r\n', '']
  for (const text of [...marks, ...more, ...odd, [...marks, ...more].join('')])
    expect([unseenWords(text), isBlank(text)]).toEqual([unseenWords(text), true])
})

test('one sign that can be read makes a name, whatever stands around it', () => {
  for (const text of [
    'Ө',
    'ном',
    '-',
    '1',
    '½',
    '本',
    '❤️',
    '👩‍👩‍👧',
    '\u200bА',
    'نام\u200c',
    'ᠮᠣᠩᠭᠣᠯ',
    '\u0301',
  ])
    expect([text, isBlank(text)]).toEqual([text, false])
})

test('the signs of a blank text are named by their code points, three of them at most', () => {
  expect(unseenWords('\u200b\u200b')).toBe('holds only signs that cannot be seen (U+200B)')
  expect(unseenWords('\u200b\u200c\u200d\u200e')).toBe(
    'holds only signs that cannot be seen (U+200B U+200C U+200D …)',
  )
})
