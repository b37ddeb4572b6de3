import { copyFileSync, statSync } from 'node:fs'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { openJournalFile } from '#hub/journal/journal-file.ts'
import { identity, newEvent, openTestJournal, verifyChain } from './open-journal.ts'

test('events are chained, numbered and in order, however many come at once', async () => {
  await using files = await openTestJournal()
  const { journal } = files
  const results = await Promise.all(
    Array.from({ length: 700 }, (_, i) => journal.append(newEvent({ sale: i % 3 === 0 }))),
  )
  expect(results.every(({ outcome }) => outcome === 'saved')).toBe(true)
  expect(verifyChain(journal)).toBe(700)
  expect(journal.head()).toMatchObject({ seq: 700, epoch: 1 })
  const numbers = results.flatMap((result) => ('number' in result ? (result.number ?? []) : []))
  expect(numbers).toHaveLength(234)
  expect(numbers.at(-1)).toMatch(/^S1-T1-1-000234-[0-9A-Z]{2}$/)
})

test('an event sent twice is one event; under the same id with other content it is none', async () => {
  await using files = await openTestJournal()
  const { journal } = files
  const event = newEvent({ sale: true })
  const [first, second] = await Promise.all([journal.append(event), journal.append(event)])
  expect(first.outcome).toBe('saved')
  expect(second).toMatchObject({
    outcome: 'repeated',
    position: { epoch: 1, seq: 1, hash: journal.head().hash },
  })
  expect(await journal.append({ ...event, requestHash: 'other' })).toEqual({ outcome: 'differs' })
  expect(journal.head().seq).toBe(1)
})

test('a bad job in a batch fails alone', async () => {
  await using files = await openTestJournal()
  const { journal } = files
  const bad = { sql: 'INSERT INTO device (device, config) VALUES (?, NULL)', args: ['x'] }
  const guard = { sql: 'DELETE FROM device WHERE device = ?', args: ['x'], orConflict: 'no-device' }
  const jobs = Array.from({ length: 50 }, (_, i) => {
    if (i === 20) return journal.append(newEvent({ sale: true, alongside: [bad] }))
    if (i === 30) return journal.append(newEvent({ alongside: [guard] }))
    return journal.append(newEvent({ sale: true }))
  })
  const results = await Promise.allSettled(jobs)
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  expect(results[20]?.status).toBe('rejected')
  expect(results[30]).toMatchObject({ value: { outcome: 'conflict', conflict: 'no-device' } })
  expect(verifyChain(journal)).toBe(48)
  const [row] = journal.read('SELECT counter FROM till_counter', [])
  expect(row?.['counter']).toBe(48)
  const saved = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const numbers = saved.flatMap((answer) =>
    'number' in answer ? [Number(answer.number?.split('-')[3])] : [],
  )
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_, i) => i + 1))
})

test('a disk without room refuses in words, and the journal goes on when there is room', async () => {
  await using files = await openTestJournal()
  const { journal } = files
  const limit = (pages: number) => [{ sql: `PRAGMA max_page_count = ${pages}`, args: [] }]
  await journal.execute(limit(1))
  const jobs = Array.from({ length: 30 }, () =>
    journal.append(newEvent({ note: 'x'.repeat(5000) })),
  )
  const results = await Promise.allSettled(jobs)
  const refused = results.filter((result) => result.status === 'rejected')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.reason).toMatchObject({ code: 'unavailable' })
  expect(String(refused[0]?.reason)).toContain('free space')
  await journal.execute(limit(1_000_000))
  expect((await journal.append(newEvent())).outcome).toBe('saved')
  expect(verifyChain(journal)).toBe(journal.head().seq)
})

test('what goes alongside an event is stored with it or not at all', async () => {
  await using files = await openTestJournal()
  const { journal } = files
  const put = (device: string) => ({
    sql: 'INSERT INTO device (device, config) VALUES (?, ?)',
    args: [device, '{}'],
  })
  await journal.append(newEvent({ alongside: [put('a')] }))
  const twice = journal.append(newEvent({ alongside: [put('b'), put('a')] }))
  await expect(twice).rejects.toThrow(/UNIQUE|constraint/i)
  expect(journal.read('SELECT device FROM device', [])).toEqual([{ device: 'a' }])
  expect(journal.head().seq).toBe(1)
})

test('an envelope that breaks its contract is never stored', async () => {
  await using files = await openTestJournal()
  const { journal } = files
  const event = newEvent()
  const broken = { ...event, envelope: { ...event.envelope, businessOn: 'yesterday' } }
  await expect(journal.append(broken)).rejects.toThrow('businessOn')
  expect(journal.head().seq).toBe(0)
})

test('a hub without identity writes no event', async () => {
  await using files = await openTestJournal(false)
  await expect(files.journal.append(newEvent())).rejects.toThrow('no identity')
  await files.journal.adopt(identity)
  expect((await files.journal.append(newEvent())).outcome).toBe('saved')
})

test('a journal opened again goes on where it stopped', async () => {
  await using files = await openTestJournal()
  await files.journal.append(newEvent({ sale: true }))
  const before = files.journal.head()
  const again = await files.reopen()
  expect(again.head()).toEqual(before)
  expect(again.identity()).toEqual(identity)
  const next = await again.append(newEvent({ sale: true }))
  expect(next).toMatchObject({ number: expect.stringMatching(/^S1-T1-1-000002-/) as string })
  expect(verifyChain(again)).toBe(2)
})

test('a journal whose last event was changed does not open, and says which', async () => {
  await using files = await openTestJournal()
  await files.journal.append(newEvent())
  await files.journal.append(newEvent())
  const other = new Database(files.path)
  other.exec("UPDATE event SET body = replace(body, 'Ном', 'Нов') WHERE seq = 2")
  other.close()
  await expect(files.reopen()).rejects.toThrow('event 2 does not match its hash')
})

test('the WAL is moved into the file by the other thread while nothing is written', async () => {
  await using files = await openTestJournal()
  const { journal } = files
  await Promise.all(Array.from({ length: 200 }, () => journal.append(newEvent())))
  // The file alone, without the WAL beside it.
  const copy = `${files.path}.copy`
  const eventsInFile = () => {
    copyFileSync(files.path, copy)
    const alone = new Database(copy)
    try {
      return (alone.prepare('SELECT count(*) FROM event').raw(true).get() as number[])[0]
    } catch {
      // No table yet: nothing has been moved.
      return 0
    } finally {
      alone.close()
    }
  }
  await expect.poll(eventsInFile).toBe(200)
})

test('a COMMIT moves nothing of the log into the file, however long it is: that is the other thread’s [A1]', async () => {
  await using files = await openTestJournal()
  await files.journal.close()
  const { database } = openJournalFile(files.path)
  const fileBytes = statSync(files.path).size
  const insert = database.prepare("INSERT INTO parked_basket VALUES (?, '', '', ?, 0, 0)")
  for (let id = 0; id < 60; id += 1) insert.run([String(id), 'x'.repeat(100_000)])
  expect(statSync(`${files.path}-wal`).size).toBeGreaterThan(1200 * 4096)
  expect(statSync(files.path).size).toBe(fileBytes)
  database.close()
})
