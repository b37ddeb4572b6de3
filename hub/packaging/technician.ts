/**
 * `npm run backup -- [hub|cloud] …` and `npm run restore -- cloud …`: one word for a technician, each
 * program's own process behind it.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const [verb = '', first = '', ...rest] = process.argv.slice(2)
const isNamed = first === 'hub' || first === 'cloud'
const program = isNamed ? first : 'hub'
const args = isNamed || first === '' ? rest : [first, ...rest]
if (verb === 'restore' && program === 'hub') {
  process.stderr.write(
    'usage: restore cloud <backup>.db <data>/cloud/hq-<group>.db (a hub: see Restore in the README)\n',
  )
  process.exit(2)
}
const entry = new URL(`../../${program}/backup/${verb}-process.ts`, import.meta.url)
const command = [...process.execArgv, fileURLToPath(entry), ...args]
process.exitCode = spawnSync(process.execPath, command, { stdio: 'inherit' }).status ?? 1
