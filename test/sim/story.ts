import { dayOf, timeOfDay } from './virtual-day.ts'

/**
 * What happened, in the trade's words. A run that is not recorded has no story at all: callers
 * write `story?.tell(…)`, and then not even the sentence is made.
 */
export interface Story {
  /** `who`: `store B · till 1`, `cloud`, `the line of store A`. */
  tell(at: number, who: string, sentence: string): void
  lines(): readonly string[]
}

/** `startsAt`: midnight of day 1. */
export function createStory(startsAt: number): Story {
  const lines: string[] = []
  return {
    tell(at, who, sentence) {
      lines.push(`Day ${dayOf(startsAt, at)} ${timeOfDay(at)} · ${who}: ${sentence}`)
    },
    lines: () => lines,
  }
}

/** The whole story, or where it is longer, its last lines. */
export function printStory(story: Story, most = 400): string {
  const lines = story.lines()
  const left = lines.length - most
  if (left <= 0) return lines.join('\n')
  return [`(${left} earlier sentences left out)`, ...lines.slice(left)].join('\n')
}

/** 0 → `store A`, 26 → `store AA`. */
export function storeName(hub: number): string {
  return `store ${letters(hub)}`
}

export function tillName(hub: number, till: number): string {
  return `${storeName(hub)} · till ${till + 1}`
}

function letters(n: number): string {
  const last = String.fromCharCode(65 + (n % 26))
  return n < 26 ? last : letters(Math.floor(n / 26) - 1) + last
}
