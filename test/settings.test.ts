import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
/** A constant that the bundler puts in; and `KASSA_X`, which stands for any. */
const noSettings = ['KASSA_BUILT_AT', 'KASSA_X']

test("README's table of settings names each one that the programs read, and no other", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, table = ''] = /^## Settings\n([^]*?)^## /m.exec(readme) ?? []
  const rows = table.split('\n').filter((line) => line.startsWith('| `'))
  const told = rows.flatMap((row) => namesIn(row.split('|')[1] ?? ''))
  const read = ['cloud', 'hub', 'gateway'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => namesIn(readFileSync(join(root, folder, path), 'utf8'))),
  )
  expect(unique(told)).toEqual(unique(read.filter((name) => !noSettings.includes(name))))
})

function namesIn(text: string): string[] {
  return text.match(/KASSA_[A-Z]+(_[A-Z]+)*/g) ?? []
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted()
}
