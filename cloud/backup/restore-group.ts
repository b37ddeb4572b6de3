import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'libsql'
import { lockFolder } from '../db/folder-lock.ts'
import { groupName } from '../db/groups.ts'
import { type GroupDatabase, openGroup } from '../db/open.ts'
import { renameDurably, syncPath } from '../feed/durable.ts'
import { feedPaths, removeFeed } from '../feed/paths.ts'
import { beginIncarnation } from '../journal/cloud-life.ts'
import { needRoom, removeDatabase } from './backup-group.ts'
import { type CopyContent, verifyCopy } from './verify-copy.ts'

export interface Restored extends CopyContent {
  readonly group: string
  readonly incarnation: number
  /** Folder of the database that stood there before; null if there was none. */
  readonly kept: string | null
}

/**
 * Puts a backup in the place of a group's database, as another life of it (spine B1.12): hubs see
 * by the incarnation that it may lack what they sent, and its feeds get new ids (spine A3 rule 1).
 * A restore that is cut leaves the old database or the restored one, and may be run again.
 */
export async function restoreGroup(backup: string, target: string, now: number): Promise<Restored> {
  const folder = dirname(target)
  const group = groupOf(backup, target)
  using lock = lockFolder(folder)
  if (lock === undefined) {
    throw new Error(`a cloud runs on ${folder}, or another restore does: stop it first`)
  }
  if (!existsSync(backup)) throw new Error(`${backup} is not there`)
  const part = `${target}.restoring`
  removeDatabase(part)
  needRoom([backup], folder)
  try {
    copyFileSync(backup, part)
    const content = verifyCopy(part)
    const incarnation = await prepare(group, part, now)
    syncPath(part)
    // First the feeds: one that is gone is built anew, one that outlives its database would lie.
    dropFeeds(folder, group)
    const kept = existsSync(target) ? keep(target, group, now) : null
    renameDurably(part, target)
    return { group, incarnation, kept, ...content }
  } finally {
    removeDatabase(part)
  }
}

function groupOf(backup: string, target: string): string {
  const group = /^hq-(.+)\.db$/.exec(basename(target))?.[1] ?? ''
  if (!groupName.test(group)) {
    throw new Error(`${target} is no group's database: name <data>/cloud/hq-<group>.db`)
  }
  const other = /^hq-([a-z0-9]+)-.*\.db$/.exec(basename(backup))?.[1] ?? group
  if (other !== group) {
    throw new Error(`${basename(backup)} is a backup of the group ${other}, not of ${group}`)
  }
  return group
}

/** Migrated to this program, and of a life that no other copy of it ever had. */
async function prepare(group: string, path: string, now: number): Promise<number> {
  const opened = await openGroup({ group, url: `file:${path}` })
  try {
    return await newLife(opened, now)
  } finally {
    await opened.close()
    emptyLog(path)
  }
}

/** Answers the incarnation. */
export async function newLife(group: GroupDatabase, now: number): Promise<number> {
  return await group.writeHot((hot) => {
    // By the time: the same backup restored twice makes two lives, also where the first is lost.
    beginIncarnation(hot, Math.floor(now / 1000))
    return Number(hot.prepare('SELECT incarnation FROM cloud_life').get()?.[0])
  })
}

export function dropFeeds(folder: string, group: string): void {
  if (!existsSync(folder)) return
  const names = readdirSync(folder).flatMap((file) => feedName.exec(file)?.[1] ?? [])
  for (const name of new Set(names)) {
    if (name.startsWith(`feed-${group}-`)) removeFeed(feedPaths(folder, name))
  }
}

const feedName = /^(feed-[a-z0-9]+-\d+)[.-]/

/** Linked, not moved: there is a database under its name at every moment. */
function keep(target: string, group: string, now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[:.]/g, '-')
  const folder = join(dirname(target), `replaced-${group}-${time}`)
  try {
    emptyLog(target)
  } catch {
    // It is damaged, perhaps why it is replaced: its log is kept as it is.
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const files = ['', '-wal', '-shm'].map((ending) => target + ending).filter(existsSync)
  for (const file of files) linkSync(file, join(folder, basename(file)))
  syncPath(folder)
  // A log of the old database would be worked into the new one.
  for (const ending of ['-wal', '-shm']) rmSync(target + ending, { force: true })
  return folder
}

/** Works the log into the file, so that the file alone is the database. */
function emptyLog(path: string): void {
  const database = new Database(path)
  try {
    const [row] = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').raw(true).all() as number[][]
    if (row?.[0] !== 0) throw new Error(`the log of ${path} is in use: end what reads it`)
  } finally {
    database.close()
  }
}
