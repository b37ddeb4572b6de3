import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
/** What the bundler and the tests put in for themselves; and `KASSA_X`, which stands for any. */
const noSettings = ['KASSA_BUILT_AT', 'KASSA_TEST_SHOP_TEMPLATE', 'KASSA_X', 'KASSA_TEST']

test("README's table of settings names each one that the programs read, and no other", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, table = ''] = /^## Settings\n([^]*?)^## /m.exec(readme) ?? []
  const rows = table.split('\n').filter((line) => line.startsWith('| `'))
  const told = rows.flatMap((row) => namesIn(row.split('|')[1] ?? ''))
  const read = ['cloud', 'hub', 'gateway'].flatMap(namesUnder)
  expect(unique(told)).toEqual(unique(read.filter((name) => !noSettings.includes(name))))
})

test("README's table of tests names each variable that makes them longer, and no other", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, tests = ''] = /^## Tests\n([^]*?)^## /m.exec(readme) ?? []
  const read = namesUnder('test').filter((name) => name.startsWith('KASSA_TEST_'))
  expect(unique(namesIn(tests))).toEqual(unique(read.filter((name) => !noSettings.includes(name))))
})

test('the unit of a box sets what there is', () => {
  const unit = readFileSync(join(root, 'hub/packaging/kassahub.service'), 'utf8')
  const read = ['hub', 'gateway'].flatMap(namesUnder)
  expect(namesIn(unit)).toContain('KASSA_LOG_FOLDER')
  expect(namesIn(unit).filter((name) => !read.includes(name))).toEqual([])
})

function namesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => namesIn(readFileSync(join(root, folder, path), 'utf8')))
}

function namesIn(text: string): string[] {
  return text.match(/KASSA_[A-Z]+(_[A-Z]+)*/g) ?? []
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted()
}
