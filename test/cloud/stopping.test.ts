import { EventEmitter, once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createClient } from '@libsql/client'
import { expect, test } from 'vitest'
import { openGroup } from '#cloud/db/open.ts'
import { createWriteQueue } from '#cloud/db/writer.ts'
import { stopInOrder } from '#cloud/stop.ts'
import { startLibsqlServer } from '#test/support/libsql-server.ts'

test('a cloud that stops while the write lock of its server is held waits for no write but the one at work', async () => {
  await using server = await startLibsqlServer()
  await server.create('nom')
  const url = server.urlTemplate.replace('{group}', 'nom')
  const where = { url, authToken: server.token }
  await using group = await openGroup({ group: 'nom', ...where, timeoutMs: 1000 })
  const client = createClient({ url: `${url}/`, authToken: server.token })
  const sql = "INSERT INTO group_setting (key, value) VALUES ('a', '1')"
  const other = await client.transaction('write')
  await other.execute(sql)
  const fates = Array.from({ length: 5 }, () =>
    group
      .writeHot((hot) => hot.prepare(sql).run())
      .then(
        () => 'written',
        ({ message }: Error) => message,
      ),
  )
  // What a signal does: it is heard between two writes.
  await nextTurn()
  await nextTurn()
  group.refuseWrites()
  const [first, , ...others] = await Promise.all(fates)
  expect(first).toMatch(/does not answer/)
  expect(others).toEqual(others.map(() => expect.stringMatching(/^The cloud is stopping/)))
  await other.rollback()
  client.close()
})

test('what does not stop in its time is given up, and the log names it and all after it', async () => {
  const done: string[] = []
  const said: unknown[] = []
  const log = {
    warn: (...words: unknown[]) => void said.push(words),
    error: ({ what }: { what?: string }) => void said.push(what),
  }
  await stopInOrder({
    steps: [
      ['pages', async () => void done.push('pages')],
      ['faulty', () => Promise.reject(new Error('no'))],
      ['feeds', () => new Promise<void>(() => undefined)],
      ['books', async () => void done.push('books')],
    ],
    log: log as Parameters<typeof stopInOrder>[0]['log'],
    withinMs: 100,
  })
  expect(done).toEqual(['pages'])
  expect(said).toEqual([
    'faulty',
    [{ givenUp: ['feeds', 'books'] }, 'not stopped within 0.1 s: given up'],
  ])
})

test('writes that wait are refused while the one at work ends, and the closing comes after it', async () => {
  const queue = createWriteQueue()
  const steps: string[] = []
  const door = new EventEmitter()
  const atWork = queue(async () => {
    await once(door, 'open')
    steps.push('written')
  })
  const waiting = queue(() => void steps.push('never'))
  await nextTurn()
  queue.refuse()
  const closed = queue.last(async () => void steps.push('closed'))
  door.emit('open')
  await atWork
  await expect(waiting).rejects.toMatchObject({ code: 'unavailable' })
  await expect(queue(() => void steps.push('never'))).rejects.toThrow('The cloud is stopping')
  await closed
  expect(steps).toEqual(['written', 'closed'])
})
