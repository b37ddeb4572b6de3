import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** The program `sqlite3`, as an admin types it: opens, does this, closes. */
export function sqlite3(file: string, sql: string): string {
  return execFileSync('sqlite3', ['-cmd', '.timeout 5000', file, sql], { encoding: 'utf8' }).trim()
}

export interface Sqlite3Session extends AsyncDisposable {
  /** Resolves when it is done; what it wrote, a line at a time. */
  run(sql: string): Promise<string[]>
  kill(): Promise<void>
}

/** The same, left open in a terminal. */
export function openSqlite3(file: string): Sqlite3Session {
  const child: ChildProcess = spawn('sqlite3', ['-cmd', '.timeout 5000', file])
  const { stdin, stdout } = child
  if (!stdin || !stdout) throw new Error('no pipes to sqlite3')
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  return {
    async run(sql) {
      stdin.write(`${sql}\n.print done\n`)
      const said: string[] = []
      for (;;) {
        const { value, done } = await lines.next()
        if (done) throw new Error(`sqlite3 ended: ${said.join(' ')}`)
        if (value === 'done') return said
        said.push(value)
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    [Symbol.asyncDispose]: async () => {
      stdin.end()
      await exited
    },
  }
}
