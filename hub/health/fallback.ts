import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Health } from './health.ts'
import { troubleOf } from './trouble.ts'

/** What the launcher notes of a version that did not start (hub/packaging/launcher/box.ts). */
const SwitchNote = z.object({
  fellBack: z.object({ wanted: z.string(), running: z.string(), reason: z.string() }).nullable(),
})

/** The store runs on the version before the one it should have: told until a good switch. */
export function withFallback(
  health: Health,
  { box, release }: { readonly box: string | undefined; readonly release: string | undefined },
): Health {
  // A good switch starts another hub, so it is read once.
  const fellBack = box === undefined ? null : readNote(join(box, 'switch.json'))
  // A version on trial is not the one that the box fell back to.
  if (fellBack === null || fellBack.running !== release) return health
  return {
    ...health,
    troubles: () => [...health.troubles(), troubleOf('version-fell-back', fellBack)],
  }
}

function readNote(path: string): z.infer<typeof SwitchNote>['fellBack'] {
  try {
    return SwitchNote.parse(JSON.parse(readFileSync(path, 'utf8'))).fellBack
  } catch {
    // No switch was ever made on this box, or its note is gone: nothing to tell.
    return null
  }
}
