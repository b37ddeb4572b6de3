import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { ClaimState } from '#shared/contracts/claim.ts'
import { writeDurably } from '../disk/durable.ts'

/** Where a box for trying has its cloud. */
const ownMachine = 'http://127.0.0.1:8787'

const Kept = z.object({
  cloudUrl: z.string().max(300).nullable(),
  code: z.string().max(60).nullable(),
})
type Kept = z.infer<typeof Kept>

/** What was typed at the setup page, beside the journal: a restart neither forgets nor asks again. */
export interface ClaimFile {
  /** The setting, else what was typed, else this machine. */
  readonly cloudUrl: () => string
  readonly cloudUrlFrom: () => ClaimState['cloudUrlFrom']
  /** The code under way, or the one that claimed this box: that opens nothing any more. */
  readonly code: () => string | null
  /** On the disk when it returns. */
  readonly keep: (change: Partial<Kept>) => void
}

export function openClaimFile(path: string, setting: string | undefined): ClaimFile {
  let kept = read(path)
  return {
    cloudUrl: () => setting ?? kept.cloudUrl ?? ownMachine,
    cloudUrlFrom() {
      if (setting !== undefined) return 'setting'
      return kept.cloudUrl === null ? 'default' : 'typed'
    },
    code: () => kept.code,
    keep(change) {
      kept = { ...kept, ...change }
      writeDurably(path, JSON.stringify(kept))
    },
  }
}

function read(path: string): Kept {
  try {
    return Kept.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // None yet, or damaged: the technician types it again.
    return { cloudUrl: null, code: null }
  }
}
