import { expect, test } from 'vitest'
import { createDeviceHistory } from '#hub/devices/history.ts'
import { openTestJournal } from '../journal/open-journal.ts'

test('what became of a device is told once, also while it is on its way to the disk', async () => {
  await using opened = await openTestJournal()
  const { journal } = opened
  const told: unknown[] = []
  const history = createDeviceHistory({
    database: {
      read: (sql, args) => journal.read(sql, args),
      async execute(statements) {
        told.push(history.of('printer-1'))
        await journal.execute(statements)
        told.push(history.of('printer-1'))
      },
    },
    clock: () => 7,
    log: { warn: () => undefined },
  })
  const open = { at: 7, state: 'online', reason: 'The cover is open' } as const
  history.note('printer-1', open.state, open.reason)
  await history.close()
  told.push(history.of('printer-1'))
  expect(told).toEqual([[open], [open], [open]])
})
