import { expect, test } from 'vitest'
import { coverageTable, createCoverage } from '../coverage.ts'
import { createStory, printStory, storeName, tillName } from '../story.ts'
import { DAY_MS, dayAt, midnight, timeOfDay } from '../virtual-day.ts'

test('coverage counts, merges, and names what was never reached', () => {
  const one = createCoverage(['grant', 'recall', 'forfeit'])
  const other = createCoverage(['grant', 'recall', 'forfeit'])
  one.reach('grant')
  other.reach('grant')
  other.reach('recall')
  one.merge(other.counts)
  expect([...one.counts]).toEqual([
    ['grant', 2],
    ['recall', 1],
    ['forfeit', 0],
  ])
  expect(one.neverReached()).toEqual(['forfeit'])
})

test('a transition that nobody expected is a mistake of the simulator', () => {
  const coverage = createCoverage(['grant'])
  expect(() => coverage.reach('gront')).toThrow('"gront" is not expected')
})

test('the table of coverage is aligned and begins with the never-reached', () => {
  const coverage = createCoverage(['grant', 'lease-overspent', 'late'])
  for (let i = 0; i < 12; i += 1) coverage.reach('grant')
  coverage.reach('late')
  expect(coverageTable(coverage).split('\n')).toEqual([
    'lease-overspent  never',
    'late                 1',
    'grant               12',
  ])
})

test('a story names the day, the time and who', () => {
  const startsAt = midnight('2024-02-28')
  const story = createStory(startsAt)
  story.tell(startsAt + DAY_MS + 14 * 3_600_000 + 180_000, tillName(1, 0), 'sells receipt 4')
  story.tell(startsAt + 2 * DAY_MS - 1, storeName(26), 'sweeps')
  expect(printStory(story).split('\n')).toEqual([
    'Day 2 14:03 · store B · till 1: sells receipt 4',
    'Day 2 23:59:59 · store AA: sweeps',
  ])
})

test('a long story is cut at its beginning, and says so', () => {
  const story = createStory(0)
  for (let i = 0; i < 5; i += 1) story.tell(0, 'HQ', `does ${i}`)
  const lines = printStory(story, 2).split('\n')
  expect(lines[0]).toBe('(3 earlier sentences left out)')
  expect(lines).toHaveLength(3)
})

test('a day of the stores begins at their midnight', () => {
  const begins = midnight('2024-02-29')
  expect(new Date(begins).toISOString()).toBe('2024-02-28T16:00:00.000Z')
  expect([dayAt(begins), dayAt(begins - 1)]).toEqual(['2024-02-29', '2024-02-28'])
  expect(timeOfDay(begins)).toBe('00:00')
})
