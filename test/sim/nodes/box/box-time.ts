import type { ClockReading, TimeAnchor } from '#shared/value/hub/time-anchor.ts'
import type { BoxSite } from './box-site.ts'
import type { Projections } from './projections.ts'

/** What time a box dares to believe in (spine B1.2). */
export interface BoxTime {
  reading(): ClockReading
  /** The latest that it can be by the cloud's clock; null = nobody knows. */
  upperBound(): number | null
  /** The day whose trust may be spent; null = no day is certain. */
  today(): string | null
  wantsHandshake(): boolean
  /** The cloud told its time in answer to a question. */
  anchorTo(cloudTime: number, asked: ClockReading): void
  /** For the oracle: how far the cloud was ahead of the truth when it told its time. */
  cloudLead(): number
  /** An old image knows no time. */
  forget(): void
  start(): void
}

export function createBoxTime({ world, clock }: BoxSite, projections: Projections): BoxTime {
  const { agenda, rules } = world
  const { wallet, isProvisional } = projections
  const dayOf = (at: number) => world.dayOf(at)
  let anchor: TimeAnchor | null = null
  let cloudLead = 0

  function reading(): ClockReading {
    return { bootId: clock.bootId(), uptimeMs: clock.uptime(), wallMs: clock.wall() }
  }

  return {
    reading,
    upperBound: () => (isProvisional() ? null : rules.upperBound(anchor, reading())),
    today: () =>
      rules.trustDay({
        anchor: isProvisional() ? null : anchor,
        now: reading(),
        last: wallet.trustDay(),
        dayOf,
      }),
    wantsHandshake: () => rules.wantsHandshake(anchor, reading()),
    anchorTo(cloudTime, asked) {
      anchor = rules.takeAnchor({ cloudTime, asked, answered: reading() })
      cloudLead = cloudTime - agenda.now()
    },
    cloudLead: () => cloudLead,
    forget() {
      anchor = null
    },
    start() {
      anchor = rules.anchorAfterBoot(anchor, reading())
    },
  }
}
