import { expect, test } from 'vitest'
import { noteSalvage } from '#hub/health/note-salvage.ts'
import { withSalvage } from '#hub/health/salvage-trouble.ts'
import { openTestHub } from '../open-hub.ts'

const DAY = 24 * 3600 * 1000
const found = { reason: 'a page', kept: 90, lost: 2, places: '7–8' }
const salvage = { ...found, aside: 'damaged-1', isJournaled: false }

test('a salvage becomes an event for HQ, once', async () => {
  await using files = await openTestHub()
  let marks = 0
  const sound = {
    salvaged: { ...salvage, at: files.shop.clock() },
    markJournaled: () => {
      marks += 1
    },
  }
  await noteSalvage(sound, files.shop)
  const event = files.journal.eventBySeq(1)
  expect(event?.type).toBe('hub.noted')
  expect(event?.body).toContain('"note":"journal-salvaged"')
  expect(event?.body).toContain('90 events kept, 2 lost, at places 7–8')
  expect(marks).toBe(1)
  await noteSalvage({ ...sound, salvaged: { ...sound.salvaged, isJournaled: true } }, files.shop)
  await noteSalvage({ ...sound, salvaged: null }, files.shop)
  expect(files.journal.head().seq).toBe(1)
})

test('a salvage stands first among the troubles for a week', async () => {
  await using files = await openTestHub()
  const at = files.shop.clock()
  const told = withSalvage(files.health, { ...salvage, at }, files.shop.clock)
  expect(told.troubles()).toMatchObject([
    { code: 'journal-salvaged', values: { kept: 90, lost: 2 } },
  ])
  expect(told.troubles()[0]?.words).toContain('90 records were saved, 2 could not be read')
  files.later(8 * DAY)
  expect(told.troubles()).toEqual([])
})
