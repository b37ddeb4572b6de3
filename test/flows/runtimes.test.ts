import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { type Runtime, runtimePath } from '../support/runtimes.ts'
import { commandsOf, openShop } from '../support/shop.ts'
import { walkSale } from './walk-sale.ts'

test.each<Runtime>(['node', 'bun'])(
  'the sale flow runs on %s of npm, from the sources',
  {
    timeout: 300_000,
  },
  async (runtime) => {
    const path = runtimePath(runtime)
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim()
    expect(version).toMatch(runtime === 'node' ? /^v24\./ : /^1\./)
    await using shop = await openShop({ commands: commandsOf(path, '', '.ts') })
    await walkSale(shop, await shop.openTill())
  },
)

test('the lines to devices keep their rules on bun, where serial lines go by other means', {
  timeout: 120_000,
}, () => {
  const path = runtimePath('bun')
  const said = execFileSync(path, ['test/gateway/lines/bun-process.ts'], { encoding: 'utf8' })
  const rules = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { error: string })
  expect(rules).toHaveLength(36)
  expect(rules.filter(({ error }) => error !== '')).toEqual([])
})
