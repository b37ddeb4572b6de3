/**
 * `npm run restore -- cloud <backup>.db <hq.db>`, and `npm run restore -- cloud <group>` after the
 * group's namespace was restored on the server of KASSA_DATABASE_URL: with the cloud stopped.
 */
import { resolve } from 'node:path'
import { parseConfig, SettingError } from '../config.ts'
import { groupName } from '../db/groups.ts'
import { restoreGroup } from './restore-group.ts'
import { restoredBooks } from './restored-books.ts'

const answerMs = 60_000

const [named, target] = process.argv.slice(2)
try {
  const { databaseUrl, databaseToken: authToken, folder } = parseConfig(process.env)
  if (named === undefined || (target === undefined && databaseUrl === undefined)) {
    giveUp('usage: restore cloud <backup>.db <data>/cloud/hq-<group>.db')
  } else if (databaseUrl === undefined && target !== undefined) {
    say(await restoreGroup(resolve(named), resolve(target), Date.now()))
  } else if (databaseUrl === undefined || target !== undefined || !groupName.test(named)) {
    giveUp(
      'KASSA_DATABASE_URL is set: restore the namespace on that server, then run restore cloud <group>',
    )
  } else {
    const url = databaseUrl.replace('{group}', named)
    const remote = { url, authToken, timeoutMs: answerMs }
    say(await restoredBooks({ group: named, folder, remote, now: Date.now() }))
  }
} catch (error) {
  if (error instanceof SettingError) giveUp(error.message)
  process.stderr.write(`${words(error)}\n`)
  process.exitCode = 1
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}

function giveUp(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(2)
}

/** The database's layers put their own words around ours. */
function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? words(error.cause) : error.message
}
