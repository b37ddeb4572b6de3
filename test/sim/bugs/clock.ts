import type { Bug } from './bug.ts'

/** Spine B1.2: a box without a battery boots with an old time; a wall clock is set and jumps. */
export const noAnchor: Bug = {
  mistake: 'a hub spends its leases by its own wall clock',
  withinSteps: 300_000,
  breaks: ['no lease is spent after its end'],
  storyAtMost: 12,
  change: () => ({ upperBound: (_, now) => now.wallMs }),
}

/** Spine B1.2: nobody knows how long the box was off. */
export const anchorSurvivesReboot: Bug = {
  mistake: 'the cloud time of the last handshake is kept on the disk and goes on after a boot',
  withinSteps: 750_000,
  breaks: ['no lease is spent after its end'],
  storyAtMost: 12,
  change: () => ({
    anchorAfterBoot: (anchor, now) => {
      if (anchor === null || anchor.bootId === now.bootId) return anchor
      return { ...anchor, ...now }
    },
  }),
}

const DAY_MS = 86_400_000

/** A lot earned on 31 January for one month ends with February, not on 1 or 2 March. */
export const monthsOfThirtyDays: Bug = {
  mistake: 'a month is thirty days',
  withinSteps: 10,
  breaks: ['lots end on their calendar day'],
  storyAtMost: 1,
  change: (rules) => ({
    lotEnd: ({ earnedAt, months, timeZone }) =>
      rules.lotEnd({ earnedAt: earnedAt + months * 30 * DAY_MS, months: 0, timeZone }),
  }),
}
