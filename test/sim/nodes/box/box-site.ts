import type { BoxClock } from '../../clocks.ts'
import type { Address } from '../../network.ts'
import type { Random } from '../../random.ts'
import type { World } from '../../world.ts'
import type { BoxDisk } from './box-disk.ts'

/** A piece of hardware in its place: what is there before any program runs. */
export interface BoxSite {
  readonly world: World
  /** Names the hardware; a clone has another. */
  readonly id: number
  readonly address: Address
  readonly store: number
  readonly disk: BoxDisk
  readonly clock: BoxClock
  readonly random: Random
}
