import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGroups } from '#cloud/db/groups.ts'

let migrated: Promise<Buffer> | undefined

/** A group's empty database, if the folder has none: its migrations run once in a process. */
export async function putMigratedBooks(folder: string, group: string): Promise<void> {
  const file = join(folder, `hq-${group}.db`)
  if (existsSync(file)) return
  writeFileSync(file, await (migrated ??= migrate()))
}

async function migrate(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-migrated-'))
  const groups = createGroups({ folder })
  const group = await groups.create('empty')
  const copy = join(folder, 'copy.db')
  group.readHot().exec(`VACUUM INTO '${copy}'`)
  await groups.close()
  const bytes = readFileSync(copy)
  rmSync(folder, { recursive: true })
  return bytes
}
