import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SerialCable extends AsyncDisposable {
  readonly near: string
  readonly far: string
  /** Pulls the cable: both ends hang up. */
  readonly pull: () => Promise<void>
  /** Another cable between the same names. */
  readonly plug: () => Promise<void>
  /** Bytes stay where they are: in the queues of the two ports. */
  readonly freeze: () => void
  readonly thaw: () => void
}

/** Two pseudo-terminals joined by socat, as a null-modem cable would join two ports. */
export async function openSerialCable(): Promise<SerialCable> {
  const folder = await mkdtemp(join(tmpdir(), 'kassa-pty-'))
  const near = join(folder, 'near')
  const far = join(folder, 'far')
  let socat = await joined()
  return {
    near,
    far,
    pull: () => stop(socat),
    async plug() {
      socat = await joined()
    },
    freeze: () => void socat.kill('SIGSTOP'),
    thaw: () => void socat.kill('SIGCONT'),
    [Symbol.asyncDispose]: async () => {
      await stop(socat)
      await rm(folder, { recursive: true, force: true })
    },
  }

  async function joined(): Promise<ChildProcess> {
    const child = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], {
      stdio: 'ignore',
    })
    const deadline = performance.now() + 20_000
    while (!existsSync(near) || !existsSync(far)) {
      if (performance.now() > deadline) throw new Error('socat made no pseudo-terminals')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return child
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGCONT')
  child.kill()
  await exited
}
