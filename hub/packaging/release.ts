import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashFiles, isVersionName, type Manifest, manifestFile } from './launcher/manifest.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Makes the folder of bundles a release: what is in it, and what its hub can read. */
export function writeManifest(folder: string, version = packageVersion()): Manifest {
  if (!isVersionName(version))
    throw new Error(`version "${version}": take letters, digits, dots and dashes, 64 at most`)
  const journal = join(folder, 'hub/drizzle/hub/meta/_journal.json')
  const { entries } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] }
  const manifest: Manifest = {
    version,
    builtAt: Date.now(),
    journalMigrations: entries.length,
    files: hashFiles(folder),
  }
  writeFileSync(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}

/** Copies the bundles to `versions/<version>` of a box. */
export function release(from: string, box: string, version = packageVersion()): string {
  const to = join(box, 'versions', version)
  if (existsSync(to)) throw new Error(`${to} is there already; a version is never written twice`)
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.map') })
  writeManifest(to, version)
  return to
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}
