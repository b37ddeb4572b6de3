/** What a handshake told about one boot of a hub (spine B1.2, B2.9). Milliseconds. */
export interface BootAnchor {
  readonly bootId: string
  /** The cloud's clock when it answered. */
  readonly cloudTime: number
  /** The hub's uptime when the answer came. */
  readonly uptimeMs: number
  readonly roundTripMs: number
}

/** When an event was saved, as its hub knew it. */
export interface HubTime {
  readonly bootId: string
  /** Counts suspend too, so it never stands still within a boot. */
  readonly uptimeMs: number
  /** The wall clock as it was: business day and rules stay with it. */
  readonly at: number
}

/**
 * When an event really happened (UTC ms), by the anchor of its boot that is nearest in uptime, from
 * before or after it; null while its boot has none. Wrong by at most half the round trip and the
 * quartz's drift over the time between.
 */
export function correctedTime(anchors: readonly BootAnchor[], event: HubTime): number | null {
  let nearest: BootAnchor | undefined
  for (const anchor of anchors) {
    if (anchor.bootId !== event.bootId) continue
    if (nearest === undefined || distance(anchor, event) < distance(nearest, event)) {
      nearest = anchor
    }
  }
  if (nearest === undefined) return null
  const { cloudTime, roundTripMs, uptimeMs } = nearest
  return cloudTime + Math.round(roundTripMs / 2) + (event.uptimeMs - uptimeMs)
}

function distance(anchor: BootAnchor, event: HubTime): number {
  return Math.abs(anchor.uptimeMs - event.uptimeMs)
}

/**
 * The day on which an event is posted: its business day, or the first open one where that is closed
 * already; the event keeps its business day either way. Days are YYYY-MM-DD.
 */
export function postingDay(businessOn: string, firstOpenDay: string): string {
  return businessOn < firstOpenDay ? firstOpenDay : businessOn
}
