import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './small-box.ts'

const dist = join(root, 'dist')

function bundled(ending: string): readonly string[] {
  return readdirSync(dist, { recursive: true })
    .map(String)
    .filter((file) => /^\w+[/\\][\w.-]+$/.test(file) && file.endsWith(ending))
}

test('no bundle holds a letter beyond Latin-1, which would double its text in memory', () => {
  const bundles = bundled('.js')
  expect(bundles.length).toBeGreaterThan(8)
  const beyond = /[\u{100}-\u{10ffff}]/u
  expect(bundles.filter((file) => beyond.test(readFileSync(join(dist, file), 'utf8')))).toEqual([])
})

test('the licences of what is bundled stand beside the bundles', () => {
  const legal = bundled('.LEGAL.txt')
  expect(legal.length).toBeGreaterThan(0)
  for (const file of legal) expect(readFileSync(join(dist, file), 'utf8')).toMatch(/licen[sc]e/i)
})
