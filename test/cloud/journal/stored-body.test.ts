import { expect, test } from 'vitest'
import { createBodyReader } from '#cloud/journal/stored-body.ts'
import { openTestCloud } from '../test-cloud.ts'

test('the bodies of a batch are unpacked once, for the first of its events', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  for (let i = 0; i < 3; i += 1) hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await hub.push({ to: 2 })
  await hub.push({ from: 3 })
  const bodies = hub.events.map(({ body }) => body)
  await cloud.group.writeHot((hot) => {
    const read = createBodyReader(hot)
    expect(read(1).toString('utf8')).toBe(bodies[0])
    // What is not unpacked by now cannot be any more.
    hot.exec("UPDATE journal_batch SET body = x'00'")
    expect(read(2).toString('utf8')).toBe(bodies[1])
    expect(() => read(3)).toThrow()
  })
})
