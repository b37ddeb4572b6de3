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
