import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AppliedEntry, rebuild, stateText } from '#shared/journal/applied-log.ts'

type Entry = AppliedEntry<number, number>

/** Books whose result depends on the order, as lots and averages do. */
function apply(state: Map<string, number>, entry: Entry): Map<string, number> {
  const sum = state.get('sum') ?? 0
  if (entry.kind === 'event') state.set('sum', sum * 3 + entry.event)
  else if (entry.kind === 'command') state.set('sum', sum - entry.command)
  else state.set(entry.repair.event, Number(entry.repair.payload))
  return state
}

const change = fc.oneof(
  fc.record({ kind: fc.constant('event' as const), event: fc.nat(9) }),
  fc.record({ kind: fc.constant('command' as const), command: fc.nat(9) }),
  fc.record({
    kind: fc.constant('repair' as const),
    repair: fc.record({
      id: fc.uuid(),
      event: fc.constantFrom('a', 'b'),
      payload: fc.nat(9),
      by: fc.constant('HQ'),
    }),
  }),
)

test('a rebuild in applied order gives the same books, repairs and commands of HQ among them [B2.3]', () => {
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const log: Entry[] = changes.map((one, i) => ({ ...one, appliedSeq: i + 1 }))
      const live = new Map<string, number>()
      for (const entry of log) apply(live, entry)
      expect(stateText(rebuild(log, new Map(), apply))).toBe(stateText(live))
    }),
  )
})

test('a log with a missing or repeated number is not rebuilt [B2.3]', () => {
  const entry = (appliedSeq: number): Entry => ({ appliedSeq, kind: 'event', event: 1 })
  for (const log of [[entry(2)], [entry(1), entry(3)], [entry(1), entry(1)]]) {
    expect(() => rebuild(log, new Map(), apply)).toThrow('belongs')
  }
})

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
