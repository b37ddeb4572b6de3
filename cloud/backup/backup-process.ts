/** `npm run backup -- cloud <hq.db> <target>.db`, and the child of the cloud's own backups. */
import { resolve } from 'node:path'
import { backupGroup } from './backup-group.ts'

const [path, target] = process.argv.slice(2)
if (path === undefined || target === undefined) {
  process.stderr.write('usage: backup cloud <data>/cloud/hq-<group>.db <target>.db\n')
  process.exit(2)
}
try {
  process.stdout.write(`${JSON.stringify(await backupGroup(resolve(path), resolve(target)))}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
