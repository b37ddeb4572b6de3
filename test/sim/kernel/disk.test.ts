import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDisk, type Disk } from '../disk.ts'
import { createRandom } from '../random.ts'

function written(synced: number, unsynced: number): Disk<number> {
  const disk = createDisk<number>()
  for (let i = 0; i < synced; i += 1) disk.append(i)
  disk.sync()
  for (let i = 0; i < unsynced; i += 1) disk.append(synced + i)
  return disk
}

const upTo = (end: number): number[] => Array.from({ length: end }, (_, i) => i)

test('a power cut loses only unsynced records, and of those any suffix', () => {
  const left = new Set<number>()
  for (let seed = 0; seed < 200; seed += 1) {
    const disk = written(10, 4)
    const lost = disk.powerCut(createRandom(seed))
    expect(disk.records()).toEqual(upTo(14 - lost))
    expect(disk.syncedEnd()).toBe(disk.end())
    left.add(disk.end())
  }
  expect([...left].toSorted((a, b) => a - b)).toEqual([10, 11, 12, 13, 14])
})

test('a process that dies loses nothing that it wrote', () => {
  const disk = written(3, 2)
  expect(disk.records()).toEqual(upTo(5))
  expect([disk.syncedEnd(), disk.end(), disk.last()]).toEqual([3, 5, 4])
})

test('an image holds what was synced, whatever the disk does afterwards', () => {
  const disk = written(5, 2)
  const image = disk.image()
  disk.append(99)
  disk.sync()
  disk.rewriteFrom(2, [70, 71])
  disk.pruneBefore(1)
  expect(disk.records()).toEqual([1, 70, 71])
  expect(createDisk(image).records()).toEqual(upTo(5))
  disk.restore(image)
  expect([disk.first(), disk.records()]).toEqual([0, upTo(5)])
})

test('two disks from one image go their own ways', () => {
  const image = written(3, 0).image()
  const one = createDisk(image)
  const other = createDisk(image)
  one.append(10)
  other.append(20)
  expect([one.records(), other.records()]).toEqual([
    [0, 1, 2, 10],
    [0, 1, 2, 20],
  ])
  expect(one.clone().records()).toEqual([0, 1, 2])
})

test('pruning keeps the numbers of what is left', () => {
  const disk = written(6, 1)
  disk.pruneBefore(4)
  expect([disk.first(), disk.end(), disk.syncedEnd()]).toEqual([4, 7, 6])
  expect([disk.at(3), disk.at(4), disk.at(6), disk.at(7)]).toEqual([undefined, 4, 6, undefined])
  const back = createDisk(disk.image())
  expect([back.first(), back.at(5), back.at(6)]).toEqual([4, 5, undefined])
})

test('rewriting a tail is durable at once, and must begin inside what is kept', () => {
  const disk = written(4, 2)
  disk.rewriteFrom(3, [8, 9])
  disk.powerCut(createRandom(1))
  expect(disk.records()).toEqual([0, 1, 2, 8, 9])
  expect(() => disk.rewriteFrom(6, [])).toThrow(RangeError)
  disk.pruneBefore(2)
  expect(() => disk.rewriteFrom(1, [])).toThrow(RangeError)
  expect(() => written(2, 2).pruneBefore(3)).toThrow(RangeError)
})

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('append' as const), n: fc.nat() }) },
  fc.record({ does: fc.constant('sync' as const), n: fc.nat() }),
  fc.record({ does: fc.constant('power-cut' as const), n: fc.nat() }),
  fc.record({ does: fc.constant('rewrite' as const), n: fc.nat() }),
  fc.record({ does: fc.constant('prune' as const), n: fc.nat() }),
  fc.record({ does: fc.constant('image' as const), n: fc.nat() }),
)

test('no history changes an image or loses a synced record', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const disk = createDisk<number>()
      const images: { readonly disk: () => Disk<number>; readonly held: readonly number[] }[] = []
      let synced: number[] = []
      let next = 0
      for (const { does, n } of steps) {
        const { length } = synced
        if (does === 'append') disk.append(next++)
        else if (does === 'sync') disk.sync()
        else if (does === 'power-cut') disk.powerCut(createRandom(n))
        else if (does === 'rewrite') disk.rewriteFrom(disk.first() + (n % (length + 1)), [next++])
        else if (does === 'prune') disk.pruneBefore(disk.first() + (n % (length + 1)))
        const { first, count, records } = disk.image()
        const now = records.slice(0, count)
        if (does === 'power-cut') expect(now.slice(0, length)).toEqual(synced)
        if (does === 'prune') expect(now).toEqual(synced.slice(length - now.length))
        synced = now
        const image = disk.image()
        if (does === 'image') images.push({ disk: () => createDisk(image), held: now })
        expect(disk.at(first)).toBe(disk.records()[0])
      }
      for (const image of images) expect(image.disk().records()).toEqual(image.held)
    }),
  )
})
