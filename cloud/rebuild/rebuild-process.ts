/**
 * `npm run rebuild [-- <hq-group.db> [<rebuilt>.db]]`: the books again from their log, compared with
 * those that stand. Without a file, every group under `$KASSA_DATA/cloud`. Where KASSA_DATABASE_URL
 * is set, a group's name takes the place of its file; without one, the groups of
 * KASSA_BOOTSTRAP_KEY. Exit code 1 = they differ.
 */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseConfig, SettingError } from '../config.ts'
import { groupName } from '../db/groups.ts'
import { rebuildGroup } from './rebuild-group.ts'

/** A server that is asked for all it has may take its time. */
const answerMs = 60_000

const [named, into] = process.argv.slice(2)
const config = readConfig()
const { databaseUrl, databaseToken } = config
const books = databaseUrl === undefined ? filesOf(config.folder) : groupsOf(config.bootstrapKeys)
if (into !== undefined && existsSync(into)) giveUp(`${into} is there already; name a new file`)
for (const name of books) await rebuild(name)

function filesOf(folder: string): string[] {
  const files = named === undefined ? groupFiles(folder) : [named]
  const missing = files.find((file) => !existsSync(file))
  const usage = 'usage: rebuild [<data>/cloud/hq-<group>.db [<rebuilt>.db]]'
  if (files.length === 0) giveUp(`no group's books are in ${folder}; ${usage}`)
  if (missing !== undefined) giveUp(`${missing} is not there; ${usage}`)
  return files
}

function groupsOf(keys: ReturnType<typeof parseConfig>['bootstrapKeys']): string[] {
  const groups = named === undefined ? [...new Set(keys.map(({ group }) => group))] : [named]
  const usage = 'KASSA_DATABASE_URL is set; usage: rebuild <group> [<rebuilt>.db]'
  const wrong = groups.find((group) => !groupName.test(group))
  if (groups.length === 0) giveUp(`no group is named; ${usage}`)
  if (wrong !== undefined) giveUp(`${wrong} is no name of a group; ${usage}`)
  return groups
}

function readConfig() {
  try {
    return parseConfig(process.env)
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    return giveUp(error.message)
  }
}

function giveUp(words: string): never {
  process.stderr.write(`${words}\n`)
  process.exit(2)
}

async function rebuild(name: string): Promise<void> {
  const startedAt = performance.now()
  const remote = { authToken: databaseToken, timeoutMs: answerMs }
  const url = databaseUrl?.replace('{group}', name)
  const file = url === undefined ? resolve(name) : { ...remote, url }
  try {
    const target = into === undefined ? {} : { into: resolve(into) }
    const { tables, batches, commands } = await rebuildGroup({ file, ...target })
    for (const { table, rows, sha256, difference } of tables) {
      const words = difference === null ? `equal  ${sha256.slice(0, 16)}` : `DIFFERS  ${difference}`
      say(`${table.padEnd(20)} ${String(rows).padStart(9)}  ${words}`)
    }
    const wrong = tables.filter(({ difference }) => difference !== null)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const log = `${batches} batches and ${commands} commands in ${seconds} s`
    const words = wrong.length === 0 ? 'byte-identical' : `${wrong.length} tables differ`
    say(`${basename(name)}: ${log}: ${words}`)
    if (wrong.length > 0) process.exitCode = 1
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${name}: ${words}\n`)
    process.exitCode = 1
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function groupFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /^hq-[a-z][a-z0-9]{1,19}\.db$/.test(name))
    .map((name) => join(folder, name))
    .toSorted((a, b) => a.localeCompare(b))
}
