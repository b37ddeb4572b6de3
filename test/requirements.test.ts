import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { requirements } from './requirements.ts'

const root = new URL('./', import.meta.url)

test('every requirement has an id of its own', () => {
  const ids = requirements.map((requirement) => requirement.id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('every test that is named for a requirement exists', () => {
  const wrong = requirements.flatMap(({ id, shownBy }) => {
    if (shownBy === undefined) return []
    const [file = '', name = ''] = splitAtFirst(shownBy, ': ')
    const path = new URL(file, root)
    if (!existsSync(path)) return [`${id}: test/${file} does not exist`]
    return readFileSync(path, 'utf8').includes(name)
      ? []
      : [`${id}: no test "${name}" in test/${file}`]
  })
  expect(wrong).toEqual([])
})

test('open requirements are told', () => {
  const open = requirements.filter((requirement) => requirement.shownBy === undefined)
  const lines = open.map(({ id, text }) => `  ${id.padEnd(50)} ${text}`)
  process.stdout.write(
    `${requirements.length - open.length} of ${requirements.length} requirements are shown by tests; open:\n${lines.join('\n')}\n`,
  )
  expect(open.length).toBeLessThan(requirements.length)
})

function splitAtFirst(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}
