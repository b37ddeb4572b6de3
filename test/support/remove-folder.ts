import { rmSync } from 'node:fs'

const TRIES = 60
const PAUSE_MS = 50

/** Also one into which a child of a killed program still writes: it ends a moment after its parent. */
export function removeFolder(path: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      rmSync(path, { recursive: true, force: true })
      return
    } catch (error) {
      if (tries === TRIES) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
    }
  }
}
