import { z } from 'zod'

export const presets = ['today', 'week', 'month', 'last-month', 'custom'] as const
export type Preset = (typeof presets)[number]

export interface Period {
  readonly preset: Preset
  readonly from: string
  readonly to: string
}

const Day = z.iso.date()
const dayMs = 86_400_000

/** The period that the page's address names; `today` is the company's day. */
export function periodOf(query: Readonly<Record<string, string>>, today: string): Period {
  const preset = presets.find((name) => name === query['period']) ?? 'week'
  switch (preset) {
    case 'today':
      return { preset, from: today, to: today }
    case 'week':
      return { preset, from: addDays(today, -6), to: today }
    case 'month':
      return { preset, from: `${today.slice(0, 8)}01`, to: today }
    case 'last-month': {
      const to = addDays(`${today.slice(0, 8)}01`, -1)
      return { preset, from: `${to.slice(0, 8)}01`, to }
    }
    case 'custom': {
      const from = Day.safeParse(query['from']).data ?? addDays(today, -6)
      const to = Day.safeParse(query['to']).data ?? today
      // Days typed the wrong way round mean the same period.
      return from <= to ? { preset, from, to } : { preset, from: to, to: from }
    }
  }
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Every day of a period, both ends included. */
export function daysOf({ from, to }: Omit<Period, 'preset'>): readonly string[] {
  const count = (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs + 1
  return Array.from({ length: Math.max(0, count) }, (_, i) => addDays(from, i))
}
