import { closeSync, openSync, readSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { Box, FellBack, SwitchNote } from './box.ts'
import { damageOf, isVersionName, readManifest } from './manifest.ts'

/** Below it a hub does not sell (hub/health/disk.ts), so a new version could not show that it does. */
const NEEDED_BYTES = 64 * 1024 * 1024

/** In words that end with the fix. */
export class SwitchRefused extends Error {}

export interface SwitchDeps {
  readonly box: Box
  /** `journal.db` of the hub; it may not be there yet. */
  readonly journal: string
  readonly freeBytes?: (folder: string) => number
}

/** One durable step each: a power cut between two of them leaves a box that starts. */
export type Step = () => void

/** Throws `SwitchRefused` before anything is changed. `back` is the version before this one. */
export function planSwitch(deps: SwitchDeps, wanted: string): Step[] {
  const { box } = deps
  const current = box.linked('current')
  const version = wanted === 'back' ? versionBefore(box) : wanted
  if (version === current)
    throw new SwitchRefused(`version ${version} runs already; there are ${list(box)}`)
  const reason = whyNot(deps, version)
  if (reason !== null) throw new SwitchRefused(reason)
  const free = (deps.freeBytes ?? freeBytesOf)(box.folder)
  // The way back is open on a full disk, too: it migrates nothing.
  if (wanted !== 'back' && free < NEEDED_BYTES) {
    const mib = Math.floor(free / 1024 / 1024)
    throw new SwitchRefused(
      `the disk has ${mib} MiB left and a new version needs 64: remove versions that are not used, then switch again`,
    )
  }
  const before = box.linked('previous')
  const { fellBack, sells } = box.note()
  if (current === null) return [() => box.link('current', version)]
  const trial = { to: version, from: current, before, starts: 0 }
  return [
    () => box.writeNote({ trial, fellBack, sells }),
    () => box.link('current', version),
    () => box.link('previous', current),
  ]
}

/** The version that is there gives its place to the one before it. */
export function planFallBack(box: Box, fellBack: FellBack): Step[] {
  const { trial, sells } = box.note()
  const before = trial?.to === fellBack.wanted ? trial.before : null
  return [
    () => box.writeNote({ trial: null, fellBack, sells }),
    () => box.link('current', fellBack.running),
    ...(before === null ? [] : [() => box.link('previous', before)]),
  ]
}

/** Brings to an end what a power cut left half done. */
export function settle(box: Box): void {
  const { trial, fellBack, sells } = box.note()
  const current = box.linked('current')
  if (trial !== null && trial.to !== current) box.writeNote({ trial: null, fellBack, sells })
  if (trial !== null && trial.to === current && box.linked('previous') !== trial.from)
    box.link('previous', trial.from)
  if (trial === null && fellBack !== null && fellBack.wanted === current)
    box.link('current', fellBack.running)
}

/** The version runs here as it should: nothing of the switch is left to tell. */
export function settled(sells: boolean): SwitchNote {
  return { trial: null, fellBack: null, sells }
}

/** Why a version cannot run on this box; null = it can. */
export function whyNot({ box, journal }: SwitchDeps, version: string): string | null {
  if (!isVersionName(version)) return `"${version}" is no version: say back, or one of ${list(box)}`
  if (!box.versions().includes(version))
    return `version ${version} is not in ${join(box.folder, 'versions')}: copy its folder there first; there are ${list(box)}`
  const manifest = readManifest(box.folderOf(version))
  const again = `copy the folder of version ${version} here again`
  if (manifest === null) return `version ${version} has no release.json that can be read: ${again}`
  if (manifest.version !== version)
    return `the folder ${version} holds version ${manifest.version}: name it so`
  const damage = damageOf(box.folderOf(version), manifest)
  if (damage !== null) return `version ${version} is damaged: ${damage}; ${again}`
  const needed = oldestReader(journal)
  if (manifest.journalMigrations < needed)
    return `version ${version} is too old for this journal: it knows ${manifest.journalMigrations} of the journal's migrations and needs ${needed}; take a newer version`
  return null
}

/**
 * How many migrations a program must know to read this journal: SQLite's `user_version`, in the
 * file's header (hub/journal/migrate.ts sets it). Read without SQLite: the launcher has none.
 */
export function oldestReader(journal: string): number {
  const header = Buffer.alloc(64)
  let file: number
  try {
    file = openSync(journal, 'r')
  } catch {
    // No journal yet: nothing to read.
    return 0
  }
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  return header.readUInt32BE(60)
}

function versionBefore(box: Box): string {
  const previous = box.linked('previous')
  if (previous === null)
    throw new SwitchRefused(`there is no version before this one; name one of ${list(box)}`)
  return previous
}

function list(box: Box): string {
  return box.versions().join(', ') || 'no versions'
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
