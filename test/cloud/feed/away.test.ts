import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** A slow machine migrates the books over HTTP for a minute. */
test('a feed that cannot be opened, as its books are away, costs neither threads nor open files, and follows when they are back', async () => {
  const script = fileURLToPath(new URL('./away-process.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script])
  expect(JSON.parse(stdout)).toEqual({
    isTold: true,
    status: 200,
    isTheSame: true,
  })
}, 240_000)
