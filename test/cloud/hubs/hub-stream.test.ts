import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createHubStream } from '#cloud/hubs/hub-stream.ts'

test('a thousand messages that are none are one line of the log for each hub', () => {
  const lines: { msg: string; hub: number }[] = []
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line)) })
  const stream = createHubStream({ clock: () => 0, log, remember: () => undefined })
  const open = (hubId: number) =>
    stream.open(
      { group: 'nom', companyId: 1, hubId },
      { send: () => undefined, close: () => undefined },
    )
  const sessions = [open(1), open(2)]
  for (let n = 0; n < 1000; n += 1) for (const session of sessions) session.receive(`{"n":${n}`)
  expect(lines.map(({ msg, hub }) => `${hub}: ${msg}`)).toEqual([
    '1: a hub sent what is no message',
    '2: a hub sent what is no message',
  ])
})
