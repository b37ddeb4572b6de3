import type { FeedCut } from '../messages.ts'
import { MINUTE_MS } from '../virtual-day.ts'
import type { Healing } from './healing.ts'
import type { Scene } from './scene.ts'

/** The program of the cloud, on and off its lines. */
export interface CloudProcess {
  isUp(): boolean
  start(): void
  stop(): void
  restartAfter(downMs: number): void
  dieAfter(steps: number, downMs: number): void
  /** It does not die any more. */
  spare(): void
  beat(): void
  /** A feed that was told so many cuts ago. */
  olderCut(cutsBack: number): FeedCut | undefined
  /** Another incarnation tells cuts of its own. */
  forgetCuts(): void
}

const BEAT_MS = 5 * MINUTE_MS

export function createCloudProcess({ world, cloud }: Scene, healing: Healing): CloudProcess {
  const { agenda, network, reach } = world
  let up = false
  let doom: { left: number; readonly downMs: number } | null = null
  let cuts: FeedCut[] = []

  /** A step of the cloud: it may be its last, and is not taken then. */
  function guarded<Line>(handle: (line: Line, from: number) => void) {
    return (line: Line, from: number): void => {
      if (doom !== null) {
        doom.left -= 1
        if (doom.left <= 0) {
          const { downMs } = doom
          doom = null
          stop()
          restartAfter(downMs)
          return
        }
      }
      handle(line, from)
    }
  }

  function cutNow(): FeedCut {
    const cut = cloud.cut()
    if (cuts.at(-1) !== cut) cuts.push(cut)
    return cut
  }

  function start(): void {
    if (up) return
    up = true
    network.attach(cloud.address, {
      push: guarded((line, from) => cloud.fromPush(line, from)),
      stream: guarded((line) => cloud.fromStream(line)),
      hold: guarded((line) => cloud.fromHold(line)),
      feed: guarded((line) => {
        if (line.kind !== 'ask') return
        network.send(cloud.address, line.box, 'feed', { kind: 'cut', cut: cutNow() })
      }),
    })
  }

  function stop(): void {
    up = false
    network.attach(cloud.address, null)
    reach('cloud: the process is killed')
  }

  function restartAfter(downMs: number): void {
    healing.comeBack(downMs, () => {
      if (up) return
      cloud.restart()
      start()
    })
  }

  function beat(): void {
    agenda.after(BEAT_MS, () => {
      if (up) cloud.tick()
      beat()
    })
  }

  return {
    isUp: () => up,
    start,
    stop,
    restartAfter,
    dieAfter(left, downMs) {
      doom = { left, downMs }
    },
    spare() {
      doom = null
    },
    beat,
    olderCut: (cutsBack) => cuts.at(-1 - cutsBack) ?? cuts[0],
    forgetCuts() {
      cuts = []
    },
  }
}
