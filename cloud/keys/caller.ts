import type { GroupDatabase } from '../db/open.ts'

/** `admin` may do all but be a hub; `hub` is one hub's token. */
export const scopes = ['admin', 'import', 'read', 'hub'] as const
export type Scope = (typeof scopes)[number]

/** Who calls, as proven by the key. */
export interface Caller {
  readonly group: GroupDatabase
  readonly keyId: string
  readonly scopes: readonly Scope[]
  /** Set for the token of a hub, null for people's keys. */
  readonly hubId: number | null
}
