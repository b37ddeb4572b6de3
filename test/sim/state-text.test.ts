import { expect, test } from 'vitest'
import { stateText } from './state-text.ts'

test('equal states have equal texts in whatever order they were made; others differ [B2.3]', () => {
  const one = {
    a: 1,
    b: new Map([
      ['x', [1, 2]],
      ['y', []],
    ]),
    c: new Set(['p', 'q']),
    d: undefined,
  }
  const two = {
    c: new Set(['q', 'p']),
    b: new Map([
      ['y', []],
      ['x', [1, 2]],
    ]),
    a: 1,
  }
  expect(stateText(one)).toBe(stateText(two))
  const others = [
    { ...two, a: '1' },
    { ...two, a: null },
    { ...two, a: -0.5 },
    { ...two, a: Number.NaN },
    { ...two, b: new Map([['x', [2, 1]]]) },
    { ...two, c: new Set(['p']) },
    { ...two, c: ['p', 'q'] },
    { ...two, b: { x: [1, 2], y: [] } },
  ]
  expect(new Set([one, ...others].map(stateText)).size).toBe(others.length + 1)
})
