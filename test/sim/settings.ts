import { parseArgs } from 'node:util'
import type { Shape } from './shape.ts'

/** What one `npm run sim` is to do. */
export interface Settings {
  readonly seed: number
  readonly seeds: number
  readonly mostSteps: number
  readonly fixed: Partial<Shape>
  readonly bug: string | null
  /** Hunt every deliberate bug instead, and print how soon each was found. */
  readonly bugs: boolean
  readonly workers: number
  /** Runs that shrinking a failing plan may take. */
  readonly budget: number
  readonly json: boolean
  /** Tell what happened in the first seed even where nothing fails. */
  readonly story: boolean
}

export type ParsedSettings =
  | { readonly outcome: 'parsed'; readonly settings: Settings }
  | { readonly outcome: 'wrong'; readonly words: string }

const wholeNumbers = [
  'hubs',
  'tills',
  'days',
  'members',
  'coupons',
  'cards',
  'customers',
] as const satisfies readonly (keyof Shape)[]

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

/** `--seed 1 --seeds 100 --steps N --hubs H … --faultiness 0.1 --bug name --bugs --workers W --json --story`. */
export function parseSettings(args: readonly string[]): ParsedSettings {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: text,
        seeds: text,
        steps: text,
        hubs: text,
        tills: text,
        days: text,
        members: text,
        coupons: text,
        cards: text,
        customers: text,
        faultiness: text,
        bug: text,
        bugs: flag,
        workers: text,
        budget: text,
        json: flag,
        story: flag,
      },
    })
    const fixed: { -readonly [K in keyof Shape]?: Shape[K] } = {}
    for (const name of wholeNumbers) {
      const least =
        name === 'hubs' || name === 'tills' || name === 'days' || name === 'members' ? 1 : 0
      if (values[name] !== undefined) fixed[name] = whole(name, values[name], least, 200)
    }
    if (values.faultiness !== undefined) fixed.faultiness = share('faultiness', values.faultiness)
    const settings: Settings = {
      seed: whole('seed', values.seed ?? '1', 0, Number.MAX_SAFE_INTEGER),
      seeds: whole('seeds', values.seeds ?? (values.seed === undefined ? '100' : '1'), 1, 1e9),
      mostSteps: whole('steps', values.steps ?? '1000000000', 1, 1e12),
      fixed,
      bug: values.bug ?? null,
      bugs: values.bugs,
      workers: whole('workers', values.workers ?? '1', 1, 64),
      budget: whole('budget', values.budget ?? '600', 0, 1e6),
      json: values.json,
      story: values.story,
    }
    return { outcome: 'parsed', settings }
  } catch (error) {
    // parseArgs and the readers below tell a wrong argument by throwing.
    if (error instanceof TypeError || error instanceof RangeError) {
      return { outcome: 'wrong', words: error.message }
    }
    throw error
  }
}

/** The arguments that make the same plan of one seed again. */
export function replayCommand(settings: Settings, seed: number): string {
  const parts = [`npm run sim -- --seed ${seed}`]
  for (const [name, value] of Object.entries(settings.fixed)) parts.push(`--${name} ${value}`)
  if (settings.bug !== null) parts.push(`--bug ${settings.bug}`)
  return parts.join(' ')
}

function whole(name: string, value: string, least: number, most: number): number {
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= least && number <= most) return number
  throw new RangeError(`--${name} ${value}: give a whole number from ${least} to ${most}`)
}

function share(name: string, value: string): number {
  const number = Number(value)
  if (/^\d+(\.\d+)?$/.test(value) && number <= 1) return number
  throw new RangeError(`--${name} ${value}: give a number from 0 to 1`)
}
