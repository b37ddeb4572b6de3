import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { seal } from '#cloud/pins/seal.ts'
import { openSealKey } from '#hub/pin/seal-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'kassa-seal-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'seal-key')
const sealed = (key: string) => seal(key, { name: 'BOD:7 1', text: 'scrypt$…' })

test('only the box whose key it was sealed with reads it, and only under its name', () => {
  const mine = openSealKey(path)
  const other = openSealKey(join(folder, 'other'))
  const text = sealed(mine.publicKey)
  expect(mine.publicKey).toHaveLength(43)
  expect(mine.open(text, 'BOD:7 1')).toBe('scrypt$…')
  expect(mine.open(text, 'BOD:8 1')).toBeNull()
  expect(other.open(text, 'BOD:7 1')).toBeNull()
  expect(mine.open(`${text.slice(0, -2)}AA`, 'BOD:7 1')).toBeNull()
  expect(mine.open('', 'BOD:7 1')).toBeNull()
  expect(sealed(mine.publicKey)).not.toBe(text)
})

test('the key is kept in a file that nobody else may read; a damaged one is made anew', () => {
  const mine = openSealKey(path)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(openSealKey(path).publicKey).toBe(mine.publicKey)
  expect(readFileSync(path, 'utf8')).not.toContain(mine.publicKey)
  writeFileSync(path, 'damaged')
  expect(openSealKey(path).publicKey).not.toBe(mine.publicKey)
})
