import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headAt } from '#shared/journal/append.ts'
import { meetHub } from '#shared/journal/handshake.ts'
import { hearSession, openSession } from '#shared/journal/history.ts'
import { createMemoryHistory } from '#test/sim/memory-history.ts'
import { comeBack, copyOf, heldAt, meet, obey, paperHub, push, write } from './paper-hub.ts'

function started(events = 10) {
  const history = createMemoryHistory(7)
  const hub = paperHub()
  write(hub, events)
  comeBack(history, hub)
  return { history, hub }
}

/** The hub is heard in its session, as with every push or acknowledgement. */
function hear(history: ReturnType<typeof createMemoryHistory>, session: string | null): void {
  const branch = history.branch(history.epoch)
  const heard = branch && hearSession(branch, session ?? '')
  if (heard !== undefined) history.setBranch(history.epoch, heard)
}

test('a hub with an equal head goes on and is asked nothing [B1.3]', () => {
  const { history, hub } = started()
  expect(meet(history, hub)).toEqual({
    meeting: { outcome: 'go', sendFrom: 11, bindKey: true },
    asked: 0,
  })
})

test('a hub that is ahead on the same chain proves one place and goes on from the cloud’s head [B1.3]', () => {
  const { history, hub } = started()
  write(hub, 500)
  const { meeting, asked } = meet(history, hub)
  expect(meeting).toMatchObject({ outcome: 'go', sendFrom: 11 })
  expect(asked).toBe(1)
})

test('a new hub before its first event goes on [B1.3]', () => {
  const { meeting } = meet(createMemoryHistory(7), paperHub())
  expect(meeting).toEqual({ outcome: 'go', sendFrom: 1, bindKey: true })
})

test('an old image is given a new epoch from its own end on, with an alarm [B1.3]', () => {
  const { history, hub } = started(4)
  const image = copyOf(hub)
  write(hub, 6)
  push(history, hub)
  const { meeting, asked } = meet(history, image)
  expect(asked).toBe(0)
  expect(meeting).toMatchObject({
    outcome: 'new-epoch',
    epoch: 2,
    base: { epoch: 1, seq: 4, hash: image.head.hash },
    alarm: { kind: 'old-image', subject: 'hub:7' },
  })
  expect(comeBack(history, image).map(({ outcome }) => outcome)).toEqual(['new-epoch', 'go'])
  write(image, 3)
  push(history, image)
  expect(history.head()).toEqual(image.head)
  // What the lost disk sent stays in the books beside it.
  expect(history.hashOf(1, 10)).toBe(hub.head.hash)
})

test('an old image that sold on sends its tail again under the new epoch, same ids and bodies [B1.3]', () => {
  const { history, hub } = started(4)
  const image = copyOf(hub)
  write(hub, 6)
  push(history, hub)
  write(image, 20)
  const before = image.records.slice(4).map(({ id, body, hash }) => ({ id, body, hash }))
  const [first] = comeBack(history, image)
  expect(first).toMatchObject({
    outcome: 'new-epoch',
    base: { seq: 4 },
    alarm: { kind: 'diverged' },
  })
  const after = image.records.slice(4)
  expect(after.map(({ id, body, firstHash }) => ({ id, body, hash: firstHash }))).toEqual(before)
  expect(history.head()).toEqual({ ...image.head, epoch: 2, seq: 24 })
})

test('an epoch ordered again after a lost answer is the same epoch, without a second alarm [B1.3]', () => {
  const { history, hub } = started(4)
  const image = copyOf(hub)
  write(hub, 6)
  push(history, hub)
  const first = meet(history, image).meeting
  if (first.outcome !== 'new-epoch') throw new Error(first.outcome)
  history.allot(first.epoch, first.base, image.key)
  // The order never came; the hub sold meanwhile.
  write(image, 2)
  expect(meet(history, image).meeting).toEqual({ ...first, alarm: null })
  obey(image, first)
  expect(meet(history, image).meeting).toMatchObject({ outcome: 'go' })
})

test('an epoch that was ordered for another disk, place or key is not given again [B1.3]', () => {
  const { history, hub } = started(4)
  const image = copyOf(hub)
  write(hub, 6)
  push(history, hub)
  const { meeting } = meet(history, image)
  if (meeting.outcome !== 'new-epoch') throw new Error(meeting.outcome)
  history.allot(2, meeting.base, 'seed')
  expect(meet(history, image).meeting).toMatchObject({ outcome: 'new-epoch', epoch: 3 })
  history.allot(3, meeting.base, image.key)
  const older = copyOf(image)
  older.records.pop()
  older.head = heldAt(older, 3)
  expect(meet(history, older).meeting).toMatchObject({ outcome: 'new-epoch', epoch: 4 })
})

test('an epoch that has events is not given again, though a restore lost its session [B1.12]', () => {
  const { history, hub } = started(4)
  const image = copyOf(hub)
  const other = copyOf(hub)
  write(hub, 6)
  push(history, hub)
  comeBack(history, image)
  write(image, 3)
  push(history, image)
  const restored = history.restore()
  expect(meet(restored, other).meeting).toMatchObject({ outcome: 'new-epoch', epoch: 3 })
})

test('an old image in an epoch that was never used gets the next one [B2.8]', () => {
  const { history, hub } = started(4)
  const image = copyOf(hub)
  write(hub, 6)
  push(history, hub)
  const { meeting } = meet(history, image)
  if (meeting.outcome !== 'new-epoch') throw new Error(meeting.outcome)
  history.allot(2, meeting.base, image.key)
  obey(image, meeting)
  image.provisional = true
  expect(meet(history, image).meeting).toMatchObject({ outcome: 'new-epoch', epoch: 3 })
})

test('a proof of a place that the hub does not hold proves nothing [B1.3]', () => {
  const { history, hub } = started(10)
  const image = copyOf(hub)
  image.records.splice(3)
  image.head = heldAt(image, 3)
  write(image, 2)
  const { key, head, session, provisional } = image
  const beyond = heldAt(hub, 9)
  const hello = { key, head, firstSeq: 1, session, provisional, proofs: [beyond] }
  const meeting = meetHub({ history, hello })
  expect(meeting.outcome).toBe('prove')
  expect(comeBack(history, image)[0]).toMatchObject({ outcome: 'new-epoch', base: { seq: 3 } })
})

test('two copies of one disk never share an epoch: each that comes back gets its own [B1.3]', () => {
  const { history, hub } = started()
  const clone = copyOf(hub)
  hear(history, hub.session)
  comeBack(history, hub)
  hear(history, hub.session)
  // Equal heads: only the session tells the two apart.
  expect(clone.head).toEqual(hub.head)
  expect(meet(history, clone).meeting).toMatchObject({
    outcome: 'new-epoch',
    epoch: 2,
    alarm: { kind: 'old-image' },
  })
  comeBack(history, clone)
  hear(history, clone.session)
  write(hub, 2)
  expect(comeBack(history, hub)[0]).toMatchObject({ outcome: 'new-epoch', epoch: 3 })
  write(clone, 2)
  expect(comeBack(history, clone)[0]).toMatchObject({ outcome: 'new-epoch', epoch: 4 })
})

test('a hub whose answer was lost opens the session again, in the same epoch [B1.3]', () => {
  const { history, hub } = started()
  const branch = history.branch(1)
  if (branch === undefined) throw new Error('no branch')
  history.setBranch(
    1,
    openSession(openSession(branch, 'lost-1', hub.session), 'lost-2', hub.session),
  )
  expect(meet(history, hub).meeting).toMatchObject({ outcome: 'go' })
  hear(history, 'lost-2')
  expect(meet(history, hub).meeting).toMatchObject({ outcome: 'new-epoch' })
})

test('a session that ended is no longer heard [B1.3]', () => {
  const { history } = started()
  const branch = history.branch(1)
  if (branch === undefined) throw new Error('no branch')
  const next = openSession(branch, 'next', branch.session?.id ?? null)
  expect(hearSession(next, branch.session?.id ?? '')).toBeUndefined()
  expect(hearSession(next, 'next')?.session).toMatchObject({ id: 'next', heard: true })
})

test('a hub that a till proved to be an old image gets a new epoch though the cloud saw no more [B2.8]', () => {
  const { history, hub } = started()
  hub.provisional = true
  expect(meet(history, hub).meeting).toMatchObject({
    outcome: 'new-epoch',
    epoch: 2,
    base: { seq: 10 },
    alarm: { kind: 'old-image' },
  })
})

test('a second key on one epoch is refused; the first that comes is bound [B2.10]', () => {
  const history = createMemoryHistory(7)
  history.allot(1, { epoch: 0, seq: 0, hash: '' }, null)
  const seeded = paperHub('first')
  expect(meet(history, seeded).meeting).toMatchObject({ outcome: 'go', bindKey: true })
  const branch = history.branch(1)
  if (branch === undefined) throw new Error('no branch')
  history.setBranch(1, { ...branch, key: 'first' })
  expect(meet(history, seeded).meeting).toMatchObject({ outcome: 'go', bindKey: false })
  expect(meet(history, paperHub('second')).meeting).toMatchObject({
    outcome: 'refused',
    reason: 'second-key',
    alarm: { kind: 'second-key', subject: 'hub:7' },
  })
  const unknownEpoch = paperHub('second')
  unknownEpoch.head = { epoch: 9, seq: 0, hash: '' }
  expect(meet(history, unknownEpoch).meeting).toMatchObject({ reason: 'second-key' })
})

test('a box that nobody claimed is refused [B2.10]', () => {
  const { key, head, records: _, ...rest } = paperHub()
  const hello = { key, head, ...rest, firstSeq: 1, proofs: [] }
  expect(meetHub({ history: undefined, hello })).toEqual({
    outcome: 'refused',
    reason: 'unknown-hub',
  })
})

test('a restored cloud asks for what it lost and raises no alarm [B1.12]', () => {
  const { history, hub } = started(10)
  const backup = history.restore()
  write(hub, 30)
  push(history, hub)
  expect(meet(backup, hub).meeting).toMatchObject({ outcome: 'go', sendFrom: 11 })
  comeBack(backup, hub)
  expect(backup.head()).toEqual(hub.head)
})

test('a cloud restored from before an epoch orders one that was never used [B1.12]', () => {
  const { history, hub } = started(10)
  const backup = history.restore()
  const image = copyOf(hub)
  write(hub, 5)
  push(history, hub)
  comeBack(history, image)
  write(image, 12)
  push(history, image)
  expect(image.head.epoch).toBe(2)
  const [order, go] = comeBack(backup, image)
  expect(order).toMatchObject({ outcome: 'new-epoch', epoch: 3, base: { seq: 10 }, alarm: null })
  expect(go).toMatchObject({ outcome: 'go' })
  expect(backup.head()).toEqual({ ...image.head, epoch: 3, seq: 22 })
})

test('a hub that pruned what a very old backup lacks goes on, and says which events are missing [B1.12]', () => {
  const { history, hub } = started(10)
  const backup = history.restore()
  write(hub, 50)
  push(history, hub)
  hub.records = hub.records.filter(({ seq }) => seq > 40)
  const [order, go] = comeBack(backup, hub)
  expect(order).toMatchObject({ outcome: 'new-epoch', epoch: 2, base: { seq: 40 } })
  expect(order?.outcome === 'new-epoch' && order.alarm?.words).toContain('from event 41')
  expect(go?.outcome).toBe('go')
  expect(backup.head().seq).toBe(60)
  // With nothing kept at all, its head is all there is to go on from.
  hub.records = []
  expect(comeBack(history.restore(), hub).at(-1)?.outcome).toBe('go')
})

test('a hub that pruned all that it could share gets a new epoch, also where the numbers meet [B1.3]', () => {
  const { history, hub } = started(10)
  const other = paperHub()
  write(other, 15)
  other.records = other.records.filter(({ seq }) => seq > 10)
  other.session = hub.session
  expect(meet(history, other).meeting).toMatchObject({
    outcome: 'new-epoch',
    base: { seq: 10, hash: heldAt(other, 10).hash },
    alarm: { kind: 'diverged' },
  })
})

test('for any two histories the last common place is found, in few questions [B1.3]', () => {
  const sizes = fc.record({
    common: fc.nat(60),
    cloudMore: fc.nat(60),
    hubMore: fc.nat(60),
    pruned: fc.nat(40),
    epochs: fc.nat(3),
  })
  fc.assert(
    fc.property(sizes, ({ common, cloudMore, hubMore, pruned, epochs }) => {
      const history = createMemoryHistory(7)
      const hub = paperHub()
      const steps = Math.ceil(common / (epochs + 1))
      for (let written = 0; written < common; written += steps) {
        // Epochs change on the way, so that the search walks over their ends.
        const image = copyOf(hub)
        if (written > 0) {
          write(image, 1)
          comeBack(history, image)
          image.records.pop()
        }
        write(hub, Math.min(steps, common - written))
        comeBack(history, hub)
      }
      const other = copyOf(hub)
      write(other, cloudMore)
      if (cloudMore > 0) push(history, other)
      write(hub, hubMore)
      const floor = Math.min(pruned, hub.head.seq, common)
      const whole = copyOf(hub)
      hub.records = hub.records.filter(({ seq }) => seq > floor)
      const { meeting, asked } = meet(history, hub)
      if (cloudMore === 0) {
        expect(meeting).toMatchObject({ outcome: 'go', sendFrom: common + 1 })
      } else {
        expect(meeting).toMatchObject({ outcome: 'new-epoch', base: { seq: common } })
        const base = meeting.outcome === 'new-epoch' ? meeting.base.hash : ''
        expect(base).toBe(common === 0 ? '' : heldAt(whole, common).hash)
      }
      expect(asked).toBeLessThanOrEqual(9)
      comeBack(history, hub)
      expect(history.head()).toEqual(hub.head)
    }),
  )
})

test('whatever a journal lost in its middle, it shares no less with the cloud than before, and heals [B1.3, B1.12]', () => {
  const places = fc.uniqueArray(fc.integer({ min: 2, max: 58 }), { maxLength: 50 })
  const story = fc.record({
    lost: places,
    backedUp: fc.nat(60),
    imaged: fc.nat(60),
    sold: fc.nat(5),
  })
  fc.assert(
    fc.property(story, ({ lost, backedUp, imaged, sold }) => {
      const history = createMemoryHistory(7)
      const hub = paperHub()
      write(hub, backedUp)
      comeBack(history, hub)
      const backup = history.restore()
      write(hub, 60 - backedUp)
      comeBack(history, hub)
      hub.records = hub.records.filter(({ seq }) => !lost.includes(seq))
      hub.provisional = lost.length > 0
      const image = copyOf(hub)
      // As a second damage or an older disk leaves it: the cloud has more.
      image.records = image.records.filter(({ seq }) => seq <= Math.max(1, imaged))
      image.head = headAt(image.records.at(-1) ?? hub.head)
      const common = image.head.seq
      write(image, sold)
      const { meeting } = meet(history, image)
      if (meeting.outcome === 'new-epoch') expect(meeting.base.seq).toBe(common)
      for (const [cloud, disk] of [
        [history, image],
        [backup, copyOf(image)],
        [history, hub],
      ] as const) {
        const ids = disk.records.map(({ id }) => id)
        expect(comeBack(cloud, disk).at(-1)?.outcome).toBe('go')
        expect(cloud.head()).toEqual(disk.head)
        const now = disk.records.map(({ id }) => id)
        expect(now.filter((id) => !id.startsWith('lost'))).toEqual(
          ids.filter((id) => !id.startsWith('lost')),
        )
        for (const { seq, hash } of disk.records) expect(cloud.hashAt(seq)).toBe(hash)
      }
    }),
  )
})

test('whatever copies of a disk do in turn, every event comes into the books exactly once [B1.3]', () => {
  const step = fc.record({
    disk: fc.nat(2),
    act: fc.constantFrom('write', 'meet', 'hear', 'copy', 'witness', 'back-up', 'restore'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let history = createMemoryHistory(7)
      let backup = history.restore()
      const disks = [paperHub()]
      for (const { disk, act } of steps) {
        const hub = disks[disk % disks.length]
        if (hub === undefined) continue
        if (act === 'write') write(hub)
        if (act === 'meet') comeBack(history, hub)
        if (act === 'copy' && disks.length < 3) disks.push(copyOf(hub))
        if (act === 'hear') hear(history, hub.session)
        if (act === 'witness') hub.provisional = true
        if (act === 'back-up') backup = history.restore()
        if (act === 'restore') history = backup.restore()
      }
      for (const hub of disks) {
        expect(comeBack(history, hub).at(-1)?.outcome).toBe('go')
        expect(history.head()).toEqual(hub.head)
        for (const { seq, hash } of hub.records) expect(history.hashAt(seq)).toBe(hash)
      }
    }),
  )
})
