import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { consoleTexts } from '#shared/texts/console.ts'
import { alarmKinds } from '#shared/value/ledger.ts'

const texts = Object.entries(consoleTexts)
/** Names and placeholders that are the same in every language. */
const same = new Set([
  'console.download.csv',
  'console.download.xlsx',
  'console.receipts.number.example',
  'console.hubs.position',
])

test('every text of the console is there in English and in Mongolian', () => {
  for (const [key, { en, mn }] of texts) {
    expect(en.trim(), key).not.toBe('')
    expect(mn.trim(), key).not.toBe('')
    if (same.has(key)) continue
    expect(mn, key).toMatch(/[А-Яа-яӨөҮү]|^\{\{from\}\}/)
    expect(en, key).not.toMatch(/[А-Яа-яӨөҮү]/)
  }
})

test('every alarm says in words what happened and what to do', () => {
  const keys = new Set<string>(texts.map(([key]) => key))
  for (const kind of [...alarmKinds, 'cloud-disk']) {
    for (const area of ['alarm', 'alarm.todo']) expect(keys).toContain(`console.${area}.${kind}`)
  }
})

test('both languages of a text have the same places for values', () => {
  for (const [key, { en, mn }] of texts) expect(placesOf(mn), key).toEqual(placesOf(en))
})

test('the pages hold no text of their own', () => {
  const folder = new URL('../../../cloud/console/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => name.endsWith('.tsx'))) {
    const source = readFileSync(new URL(file, folder), 'utf8')
    const words = source.match(/>\s*[A-Za-zА-Яа-я]{3,}[^<>{}=;()]*<\//g) ?? []
    expect(
      words.filter((found) => !found.includes('Kassahub')),
      file,
    ).toEqual([])
  }
})

function placesOf(text: string): readonly string[] {
  return (text.match(/\{\{\w+\}\}/g) ?? []).toSorted()
}
