/**
 * `npm run rebuild [-- <hq-group.db> [<rebuilt>.db]]`: the books again from their log, compared with
 * those that stand. Without a file, every group under `$KASSA_DATA/cloud`. Exit code 1 = they differ.
 */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { rebuildGroup } from './rebuild-group.ts'

const [named, into] = process.argv.slice(2)
const folder = join(process.env['KASSA_DATA'] ?? './data', 'cloud')
const files = named === undefined ? groupFiles(folder) : [named]
const missing = files.find((file) => !existsSync(file))
if (files.length === 0 || missing !== undefined) {
  const what =
    missing === undefined ? `no group's books are in ${folder}` : `${missing} is not there`
  process.stderr.write(`${what}; usage: rebuild [<data>/cloud/hq-<group>.db [<rebuilt>.db]]\n`)
  process.exit(2)
}
if (into !== undefined && existsSync(into)) {
  process.stderr.write(`${into} is there already; name a new file\n`)
  process.exit(2)
}
for (const file of files) await rebuild(file)

async function rebuild(file: string): Promise<void> {
  const startedAt = performance.now()
  try {
    const target = into === undefined ? {} : { into: resolve(into) }
    const { tables, batches, commands } = await rebuildGroup({ file: resolve(file), ...target })
    for (const { table, rows, sha256, difference } of tables) {
      const words = difference === null ? `equal  ${sha256.slice(0, 16)}` : `DIFFERS  ${difference}`
      say(`${table.padEnd(20)} ${String(rows).padStart(9)}  ${words}`)
    }
    const wrong = tables.filter(({ difference }) => difference !== null)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const log = `${batches} batches and ${commands} commands in ${seconds} s`
    const words = wrong.length === 0 ? 'byte-identical' : `${wrong.length} tables differ`
    say(`${basename(file)}: ${log}: ${words}`)
    if (wrong.length > 0) process.exitCode = 1
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${file}: ${words}\n`)
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
