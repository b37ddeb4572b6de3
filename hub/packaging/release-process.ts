/** `npm run release -- <box> [version]`: the bundles of `dist` as a version of a box. */
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { release } from './release.ts'

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
const [box, version] = process.argv.slice(2)
if (box === undefined) {
  process.stderr.write('usage: release <folder of the box> [version]\n')
  process.exit(2)
}
const folder = release(dist, box, version)
// The launcher outlives the versions: it is put there once, and no release touches it again.
const launcher = join(box, 'launcher')
if (!existsSync(launcher)) cpSync(join(dist, 'launcher'), launcher, { recursive: true })
const unit = join(box, 'kassahub.service')
if (!existsSync(unit)) cpSync(new URL('kassahub.service', import.meta.url), unit)
process.stdout.write(`${folder}\n`)
