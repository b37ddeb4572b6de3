import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { setupTexts } from '#shared/texts/setup.ts'
import { setupClaimTexts } from '#shared/texts/setup-claim.ts'
import { setupLogoTexts } from '#shared/texts/setup-logo.ts'
import { setupNetworkTexts } from '#shared/texts/setup-network.ts'

const texts = { ...setupTexts, ...setupClaimTexts, ...setupLogoTexts, ...setupNetworkTexts }

test('every text of the setup page is there in English and in Mongolian, with the same blanks', () => {
  const placesOf = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted()
  for (const [key, { en, mn }] of Object.entries(texts)) {
    expect(mn, key).toMatch(/[А-Яа-яӨөҮү]/)
    expect(en.trim(), key).not.toBe('')
    expect(en, key).not.toMatch(/[А-Яа-яӨөҮү]/)
    expect(placesOf(mn), key).toEqual(placesOf(en))
  }
})

test('the page holds no words of its own', () => {
  const folder = new URL('../../../hub/setup/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => /^(?!dist).*\.tsx$/.test(name))) {
    const source = readFileSync(new URL(file, folder), 'utf8')
    expect(source.match(/>\s*[A-Za-zА-Яа-я]{3,}[^<>{}=;()]*<\//g) ?? [], file).toEqual([])
  }
})
