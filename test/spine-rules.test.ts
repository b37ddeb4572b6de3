import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { invariants } from './sim/oracle.ts'
import { transitions } from './sim/transitions.ts'
import { spineRules } from './spine-rules.ts'

const root = new URL('./', import.meta.url)
const titled = /\btest(?:\.\w+)?\(\s*['`"](.+?) \[(B\d[\d., B]*)\]['`"]/g
const titlesByRule = findTitles()

test('the list holds every rule of the spine’s sections B1 to B5, each once', () => {
  const numbered = (section: string, last: number) =>
    Array.from({ length: last }, (_, i) => `${section}.${i + 1}`)
  const ids = spineRules.map((rule) => rule.id)
  expect(ids).toEqual([...numbered('B1', 13), ...numbered('B2', 10), 'B3', 'B4', 'B5'])
  for (const { id, text } of spineRules) expect(text, id).toMatch(/^[A-Z].{40,}\.$/)
})

test('every rule is named by the title of a test', () => {
  const unnamed = spineRules.filter(({ id }) => !titlesByRule.has(id)).map(({ id }) => id)
  expect(unnamed).toEqual([])
})

test('every rule that a simulated chain can meet is an invariant or a transition of the simulator', () => {
  const known = new Set<string>([...invariants, ...transitions])
  const wrong = spineRules.flatMap(({ id, simulated }) =>
    simulated.filter((name) => !known.has(name)).map((name) => `${id}: ${name}`),
  )
  expect(wrong).toEqual([])
  // Closed periods and corrected times are no matter of the simulated books.
  const absent = spineRules.filter(({ simulated }) => simulated.length === 0).map(({ id }) => id)
  expect(absent).toEqual(['B2.9'])
})

test('every invariant of the simulator belongs to a rule of the spine or of the design', () => {
  const named = new Set(spineRules.flatMap(({ simulated }) => simulated))
  const beside = invariants.filter((name) => !named.has(name))
  // Of the loaded balance, points and vouchers, which the design (5 and 6) adds to the spine.
  expect(beside).toEqual([
    'points are earned on money only',
    'points pay what they are worth',
    'a refund takes and gives back points',
    'a coupon is where its unit is',
    'no card or coupon owes',
    'an overspent balance is booked to the unit',
  ])
})

test('no test claims a rule that there is not', () => {
  const known = new Set(spineRules.map(({ id }) => id))
  const strange = [...titlesByRule].filter(([id]) => /^B[1-5]/.test(id) && !known.has(id))
  expect(strange).toEqual([])
})

/** Titles of tests by the rule that they carry; read as text, so that no test has to run for it. */
function findTitles(): ReadonlyMap<string, readonly string[]> {
  const titles = new Map<string, string[]>()
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.test.ts')) continue
    const source = readFileSync(new URL(name, root), 'utf8')
    for (const [, title = '', rules = ''] of source.matchAll(titled)) {
      for (const id of rules.split(', ')) {
        titles.set(id, [...(titles.get(id) ?? []), `${name}: ${title}`])
      }
    }
  }
  return titles
}
