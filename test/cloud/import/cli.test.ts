import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { type ImportShop, openImportShop } from './import-shop.ts'

const shop: ImportShop = await openImportShop()
const { url } = await shop.cloud.serve()
const folder = mkdtempSync(join(tmpdir(), 'kassa-import-'))
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await shop[Symbol.asyncDispose]()
})

test('a good file is loaded with exit code 0', async () => {
  const run = await importFile('code,name,cards\nM1,Болд,7001\n', ['--key', shop.key])
  expect(run).toEqual({
    code: 0,
    out: 'members of SHOP (utf-8): 1 lines read, 1 created, 0 updated, 0 unchanged, 0 rejected\n',
    error: '',
  })
})

test('rejected lines are shown in words, with exit code 1', async () => {
  const run = await importFile('code,name,cards\nM2,,7#\n', ['--key', shop.key])
  expect(run.code).toBe(1)
  expect(run.out.split('\n').slice(1)).toEqual([
    '  line 2, cards "7#": is not a card number; write 3 to 40 letters, digits or hyphens',
    '  line 2, name: is missing; fill in the cell',
    '',
  ])
})

test('bad usage is one line with the usage below, and exit code 2', async () => {
  const run = await importFile('code\n', ['--key', shop.key, '--kind', 'shoes'])
  expect(run.code).toBe(2)
  expect(run.error).toMatch(/^--kind: .*"products"[^\n]*\n\nUsage: npm run import/)
})

test('without a key it says how to give one', async () => {
  const run = await importFile('code,name\n', [])
  expect(run).toMatchObject({ code: 2, error: 'No API key: give --key or set KASSA_API_KEY.\n' })
})

test("the demo's credentials are used when no key is given", async () => {
  const data = join(folder, 'data')
  mkdirSync(join(data, 'demo'), { recursive: true })
  const other = await shop.cloud.newGroup('aaa')
  const keys = { aaa: other.adminKey, shops: shop.key }
  writeFileSync(join(data, 'demo', 'credentials.json'), JSON.stringify({ keys }))
  const run = await importFile('code,name\nM7,Туяа\n', [], { KASSA_DATA: data })
  expect(run).toMatchObject({ code: 0, error: '' })
})

test('a cloud that does not answer is exit code 2', async () => {
  const run = await importFile('code,name\n', ['--key', 'k', '--url', 'http://127.0.0.1:9'])
  expect(run.code).toBe(2)
  expect(run.error).toContain('fetch failed')
})

async function importFile(csv: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const file = join(folder, 'members.csv')
  writeFileSync(file, csv)
  const options = ['--kind', 'members', '--company', 'SHOP', '--file', file, '--url', url, ...args]
  const child = spawn(process.execPath, ['--import', 'tsx', 'cloud/import/cli.ts', ...options], {
    env: { ...process.env, KASSA_API_KEY: '', KASSA_DATA: folder, ...env },
  })
  const code = new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
  })
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await code, out, error }
}
