import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { isMissing, syncFolder, writeDurably } from '../../disk/durable.ts'

/**
 * The folder of the programs on a box:
 *
 *   versions/<version>/   releases; never written after they were copied here
 *   current, previous     symlinks to two of them
 *   switch.json           a switch under way, and what came of the last one
 *   launcher/             this program; node_modules/ what holds native code
 */
export interface Box {
  readonly folder: string
  readonly versions: () => string[]
  readonly folderOf: (version: string) => string
  /** The version that a link names; null = no link. */
  readonly linked: (link: Link) => string | null
  /** After a power cut the link names either the old or the new version. */
  readonly link: (link: Link, version: string) => void
  readonly note: () => SwitchNote
  readonly writeNote: (note: SwitchNote) => void
}

export type Link = 'current' | 'previous'

/** The hub reads `fellBack` from it, to tell the tills (hub/health/fallback.ts). */
export interface SwitchNote {
  /** A version that has not yet shown that it runs here. */
  readonly trial: Trial | null
  /** Until a good switch. */
  readonly fellBack: FellBack | null
  /** Did the hub sell when it was last asked? Then a new version must, too. */
  readonly sells: boolean
}

export interface Trial {
  readonly to: string
  readonly from: string
  /** What `previous` named before. */
  readonly before: string | null
  /** Counted before each start, so that one that takes the machine down counts too. */
  readonly starts: number
}

export interface FellBack {
  readonly wanted: string
  readonly running: string
  readonly reason: string
  /** UTC ms. */
  readonly at: number
}

const noNote: SwitchNote = { trial: null, fellBack: null, sells: false }

export function createBox(folder: string): Box {
  const versionsDir = join(folder, 'versions')
  const noteFile = join(folder, 'switch.json')
  return {
    folder,
    versions: () => (existsSync(versionsDir) ? readdirSync(versionsDir).toSorted() : []),
    folderOf: (version) => join(versionsDir, version),
    linked(link) {
      try {
        return basename(readlinkSync(join(folder, link)))
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    link(link, version) {
      const fresh = join(folder, `${link}.new`)
      rmSync(fresh, { force: true })
      symlinkSync(join('versions', version), fresh)
      renameSync(fresh, join(folder, link))
      syncFolder(folder)
    },
    note: () => readNote(noteFile),
    writeNote(note) {
      writeDurably(noteFile, `${JSON.stringify(note)}\n`, 0o644)
    },
  }
}

function readNote(path: string): SwitchNote {
  try {
    return { ...noNote, ...(JSON.parse(readFileSync(path, 'utf8')) as Partial<SwitchNote>) }
  } catch {
    // None yet, or a disk that lost it: the links alone say what runs.
    return noNote
  }
}
