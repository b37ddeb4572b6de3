/** `npm run backup -- <journal.db> <target.db>`, and the child of the hub's own backups. */
import { resolve } from 'node:path'
import { backupJournal } from './backup-journal.ts'

const [journal, target] = process.argv.slice(2)
if (journal === undefined || target === undefined) {
  process.stderr.write('usage: backup <data>/hub/journal.db <target>.db\n')
  process.exit(2)
}
try {
  const backup = await backupJournal(resolve(journal), resolve(target))
  process.stdout.write(`${JSON.stringify(backup)}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
