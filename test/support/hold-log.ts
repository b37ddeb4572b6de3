import { spawn } from 'node:child_process'
import { once } from 'node:events'

const program = `
  const database = new (require('libsql'))(process.argv[1], { readonly: true })
  database.exec('BEGIN')
  database.prepare('SELECT count(*) FROM event').get()
  process.stdout.write('held')
  process.stdin.on('end', () => process.exit()).resume()`

/**
 * A reader of the journal, as a copy of it is: until it is gone, no room of the log is used twice. A
 * process of its own, which is killed: as the last one to close the journal it would put the log away.
 */
export async function holdLog(journal: string): Promise<() => Promise<void>> {
  const reader = spawn(process.execPath, ['-e', program, journal], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(reader.stdout, 'data')
  return async () => {
    const gone = once(reader, 'exit')
    reader.kill('SIGKILL')
    await gone
  }
}
