import type { Trouble, TroubleCode } from '#shared/contracts/trouble.ts'
import { troubleTexts } from '#shared/texts/trouble.ts'

/** A trouble with its words and its remedy in English. */
export function troubleOf(code: TroubleCode, values: Trouble['values']): Trouble {
  const words = fill(troubleTexts[`trouble.${code}`].en, values)
  const remedy = fill(troubleTexts[`trouble.${code}.fix`].en, values)
  return { code, values, words, remedy }
}

function fill(text: string, values: Trouble['values']): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? '?'))
}
