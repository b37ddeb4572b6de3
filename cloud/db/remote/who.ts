import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { BooksOwner } from './owner.ts'

/**
 * Who this cloud is to others: its folder, which a lock keeps for one process (folder-lock.ts), on
 * this machine, so that neither a copy of the folder nor a like path elsewhere is the same cloud.
 */
export function whoIs(folder: string): BooksOwner {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'cloud-id')
  if (!existsSync(path)) writeFileSync(path, randomBytes(12).toString('hex'), { mode: 0o600 })
  const name = `${hostname()}:${realpathSync(folder)}`
  return { id: `${readFileSync(path, 'utf8').trim()}@${name}`, name }
}
