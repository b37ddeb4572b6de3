import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { textsIn } from '#shared/texts/catalogue.ts'
import { deviceReasonTexts } from '#shared/texts/device-reason.ts'
import { tillTexts } from '#shared/texts/till.ts'
import { scaleWords, tillDeviceTexts } from '#shared/texts/till-devices.ts'
import { tillLoyaltyTexts } from '#shared/texts/till-loyalty.ts'
import { tillRefundTexts } from '#shared/texts/till-refund.ts'
import { tillValueTexts } from '#shared/texts/till-value.ts'
import { troubleTexts } from '#shared/texts/trouble.ts'

const till = fileURLToPath(new URL('../../../hub/till/', import.meta.url))

test('every text of the till is there in English and in Mongolian, with the same blanks', () => {
  const all = {
    ...tillTexts,
    ...tillLoyaltyTexts,
    ...tillDeviceTexts,
    ...tillRefundTexts,
    ...tillValueTexts,
    ...troubleTexts,
    ...deviceReasonTexts,
  }
  for (const [key, text] of Object.entries(all)) {
    expect(text.en.trim(), key).not.toBe('')
    expect(text.mn.trim(), key).not.toBe('')
    expect(blanksOf(text.mn), key).toEqual(blanksOf(text.en))
    // Mongolian is written in Cyrillic; what has no letters, like {{name}}, may stay as it is.
    if (/[a-z]/i.test(text.en.replace(/\{\{.*?\}\}/g, ''))) expect(text.mn, key).toMatch(/[а-яөү]/i)
  }
})

test('both languages have the same keys in the catalogue that the page loads', () => {
  expect(Object.keys(textsIn('mn', [tillTexts]))).toEqual(Object.keys(textsIn('en', [tillTexts])))
  expect(textsIn('mn', [tillTexts])['till.pay']).toBe('Төлөх')
})

test('a language that lacks a text shows it in English', () => {
  expect(textsIn('cs', [{ 'a.b': { en: 'Pay' } }])).toEqual({ 'a.b': 'Pay' })
})

test('every key has its place in the screens, and no word is written into them', async () => {
  const sources = await sourcesUnder(till)
  const all = sources.map(({ text }) => text).join('\n')
  const byFault = new Set<string>(Object.values(scaleWords))
  const built = [...all.matchAll(/`(till\.[a-z.-]+\.)\$\{/g)].map((match) => match[1] ?? '')
  for (const key of Object.keys({
    ...tillTexts,
    ...tillDeviceTexts,
    ...tillLoyaltyTexts,
    ...tillRefundTexts,
  })) {
    const isNamed = all.includes(`'${key}'`) || byFault.has(key)
    const used = isNamed || built.some((prefix) => key.startsWith(prefix))
    expect(used, `${key} is used nowhere`).toBe(true)
  }
  for (const { name, text } of sources.filter((source) => source.name.endsWith('.tsx'))) {
    const words = text
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .match(/>\s*[A-Za-zА-Яа-я]{3,}[^<>{}=;()':]*</g)
    expect(words?.filter((word) => word !== '>Esc<') ?? [], name).toEqual([])
  }
})

function blanksOf(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted()
}

async function sourcesUnder(folder: string): Promise<{ name: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true })
  const names = entries.filter((name) => /\.tsx?$/.test(name) && !name.startsWith('dist'))
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  )
}
