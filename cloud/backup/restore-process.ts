/** `npm run restore -- cloud <backup>.db <hq.db>`: with the cloud stopped. */
import { resolve } from 'node:path'
import { restoreGroup } from './restore-group.ts'

const [backup, target] = process.argv.slice(2)
if (backup === undefined || target === undefined) {
  process.stderr.write('usage: restore cloud <backup>.db <data>/cloud/hq-<group>.db\n')
  process.exit(2)
}
try {
  const restored = await restoreGroup(resolve(backup), resolve(target), Date.now())
  process.stdout.write(`${JSON.stringify(restored)}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
