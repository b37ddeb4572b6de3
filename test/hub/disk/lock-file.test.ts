import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockFile } from '#hub/disk/lock-file.ts'
import { smallDisk } from '#test/support/small-disk.ts'

test('a lock takes no room: on a full disk the hub starts, too, and a second one is refused', () => {
  using disk = smallDisk(1)
  disk.leave(0)
  const path = join(disk.path, 'running.lock')
  expect(lockFile(path)).toBe(true)
  const other = `import { lockFile } from '#hub/disk/lock-file.ts'; console.log(lockFile('${path}'))`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', other]
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('false\n')
})
