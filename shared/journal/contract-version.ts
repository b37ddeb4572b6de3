/** A cloud reads its own version of a payload and the two before it (spine C). */
export const versionsBack = 2

export interface KnownContracts {
  /** The newest payload version this cloud knows. */
  readonly version: number
  isType(type: string): boolean
}

/**
 * `newer`: the hub is ahead of the cloud; its stream waits for the upgrade, for this is not poison
 * (spine B2.4). `older`: nobody can read this any more; it steps aside.
 */
export function judgeVersion(
  contracts: KnownContracts,
  event: { readonly type: string; readonly version: number },
): 'known' | 'newer' | 'older' {
  if (!contracts.isType(event.type) || event.version > contracts.version) return 'newer'
  return event.version < contracts.version - versionsBack ? 'older' : 'known'
}
