import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** What a release says of itself: `release.json` in its folder. */
export interface Manifest {
  readonly version: string
  /** UTC ms. */
  readonly builtAt: number
  /** How many migrations of `journal.db` its hub knows. */
  readonly journalMigrations: number
  /** sha256 by path inside the folder. */
  readonly files: Readonly<Record<string, string>>
}

export const manifestFile = 'release.json'

/** A version is the name of its folder too, so it can be no path. */
export function isVersionName(text: string): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$/.test(text)
}

/** The sha256 of every file below a folder, but of the manifest itself. */
export function hashFiles(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const paths = names.filter((name) => statSync(join(folder, name)).isFile())
  const inside = paths.map((path) => relative(folder, join(folder, path)).split(sep).join('/'))
  const files = inside.filter((path) => path !== manifestFile).toSorted()
  return Object.fromEntries(files.map((path) => [path, hashOf(join(folder, path))]))
}

/** Null where there is none that can be read. */
export function readManifest(folder: string): Manifest | null {
  try {
    return asManifest(JSON.parse(readFileSync(join(folder, manifestFile), 'utf8')))
  } catch {
    // Missing or cut off: either way nothing vouches for the folder.
    return null
  }
}

/** The first file that is not what the manifest says; null = all are. */
export function damageOf(folder: string, { files }: Manifest): string | null {
  for (const [path, hash] of Object.entries(files)) {
    if (statSync(join(folder, path), { throwIfNoEntry: false }) === undefined)
      return `${path} is missing`
    if (hashOf(join(folder, path)) !== hash) return `${path} is not what ${manifestFile} says`
  }
  return null
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function asManifest(value: unknown): Manifest | null {
  if (typeof value !== 'object' || value === null) return null
  const { version, builtAt, journalMigrations, files } = value as Partial<Manifest>
  if (typeof version !== 'string' || typeof builtAt !== 'number') return null
  if (typeof journalMigrations !== 'number' || typeof files !== 'object') return null
  return { version, builtAt, journalMigrations, files }
}
