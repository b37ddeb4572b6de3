import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SerialCable extends AsyncDisposable {
  readonly near: string
  readonly far: string
  /** Pulls the cable: both ends hang up. */
  pull(): Promise<void>
}

/** Two pseudo-terminals joined by socat, as a null-modem cable would join two ports. */
export async function openSerialCable(): Promise<SerialCable> {
  const folder = await mkdtemp(join(tmpdir(), 'kassa-pty-'))
  const near = join(folder, 'near')
  const far = join(folder, 'far')
  const socat = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], {
    stdio: 'ignore',
  })
  const deadline = performance.now() + 5000
  while (!existsSync(near) || !existsSync(far)) {
    if (performance.now() > deadline) throw new Error('socat made no pseudo-terminals')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return {
    near,
    far,
    pull: () => stop(socat),
    [Symbol.asyncDispose]: async () => {
      await stop(socat)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await exited
}
