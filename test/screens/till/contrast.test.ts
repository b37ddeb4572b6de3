import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const pairs = [
  ['ink', ['paper', 'surface', 'surface-2', 'surface-3', 'accent-soft']],
  ['ink-2', ['paper', 'surface', 'surface-2', 'surface-3', 'accent-soft']],
  ['ink-3', ['surface', 'surface-2', 'surface-3']],
  ['accent', ['surface', 'surface-2', 'accent-soft']],
  ['accent-ink', ['accent', 'accent-hover']],
  ['accent-soft-ink', ['accent-soft']],
  ['warn', ['surface', 'surface-2', 'accent-soft']],
  ['warn-soft-ink', ['warn-soft']],
  ['danger', ['surface', 'surface-2']],
  ['danger-ink', ['danger', 'danger-hover']],
  ['danger-soft-ink', ['danger-soft']],
  ['info-soft-ink', ['info-soft']],
] as const

test('every pair of text and background is at least 4.5 : 1, light and dark', async () => {
  const css = await readFile(new URL('../../../shared/ui/tokens.css', import.meta.url), 'utf8')
  const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')
  for (const [theme, block] of Object.entries({ light, dark })) {
    const colours = new Map(
      [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, a, b]) => [a, b]),
    )
    for (const [text, backgrounds] of pairs)
      for (const background of backgrounds) {
        const ratio = contrast(colours.get(text) ?? '', colours.get(background) ?? '')
        expect(ratio, `${theme}: ${text} on ${background}`).toBeGreaterThanOrEqual(4.5)
      }
    const focus = contrast(colours.get('focus') ?? '', colours.get('surface') ?? '')
    expect(focus, `${theme}: focus ring`).toBeGreaterThanOrEqual(3)
  }
})

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
