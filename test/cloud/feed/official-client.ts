import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/**
 * The official client as a replica, in a process of its own: its calls block, and a cloud in the
 * same process could not answer them.
 */
export async function syncOfficially(options: {
  readonly file: string
  readonly syncUrl: string
  readonly token: string
}): Promise<void> {
  const script = `
    const { createClient } = await import('@libsql/client')
    const [file, syncUrl, authToken] = process.argv.slice(1)
    const client = createClient({ url: 'file:' + file, syncUrl, authToken })
    await client.sync()
    process.kill(process.pid, 'SIGKILL')`
  const args = ['--input-type=module', '-e', script, options.file, options.syncUrl, options.token]
  await promisify(execFile)(process.execPath, args, { timeout: 60_000 }).catch((error: unknown) => {
    if (error instanceof Error && 'signal' in error && error.signal === 'SIGKILL') return
    throw error
  })
}
