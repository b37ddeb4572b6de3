import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFirstCopy } from '#hub/replica/first-copy.ts'
import { writePointer } from '#hub/replica/pointer.ts'
import { startFeedCloud } from '#test/cloud/feed/feed-cloud.ts'
import { diskSteps, namesGiven, unsafeNames } from '../../support/disk-steps.ts'
import { sourceOf } from './hub-side.ts'

test('a first copy is on the disk with its note before it has its name, and the pointer before it is followed [A3.11, A3.12]', async () => {
  await using cloud = await startFeedCloud()
  await cloud.addProducts(1, 50)
  const source = await sourceOf(cloud)
  const dir = mkdtempSync(join(tmpdir(), 'kassa-first-copy-'))
  const path = join(dir, 'copy-1.db')
  const nothing = () => undefined
  const roomBytes = Number.MAX_SAFE_INTEGER
  const steps = await diskSteps(async () => {
    await makeFirstCopy(source, path, { roomBytes, onBegin: nothing, onProgress: nothing })
    writePointer(dir, { feedId: source.feedId, file: 'copy-1.db' })
  })
  expect(unsafeNames(steps, dir)).toEqual([])
  expect(namesGiven(steps, dir)).toEqual([
    'copy-1.db.part.json',
    'copy-1.db-info',
    'copy-1.db',
    'current.json',
  ])
  rmSync(dir, { recursive: true })
})
