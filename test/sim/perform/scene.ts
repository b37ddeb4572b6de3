import type { Checks } from '../checks.ts'
import type { Cloud } from '../nodes/cloud/cloud.ts'
import type { Plan } from '../plan.ts'
import type { Stores } from '../stores.ts'
import type { World } from '../world.ts'

/** Where a plan is played, and by whom. */
export interface Scene {
  readonly world: World
  readonly cloud: Cloud
  readonly stores: Stores
  readonly checks: Checks
  readonly plan: Plan
}
