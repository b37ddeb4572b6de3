import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Runtime, runtimePath } from '../support/runtimes.ts'
import { openShop } from '../support/shop.ts'
import { walkSale } from './walk-sale.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const programs = ['cloud', 'hub', 'gateway'] as const

test('the sale flow runs from the bundles', { timeout: 180_000 }, async () => {
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'pipe' })
  await using shop = await openShop({ commands: commands(process.execPath, 'dist/', '.js') })
  await walkSale(shop, await shop.openTill())
})

test.each<Runtime>(['node', 'bun'])(
  'the sale flow runs on %s of npm, from the sources',
  {
    timeout: 300_000,
  },
  async (runtime) => {
    const path = runtimePath(runtime)
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim()
    expect(version).toMatch(runtime === 'node' ? /^v24\./ : /^1\./)
    await using shop = await openShop({ commands: commands(path, '', '.ts') })
    await walkSale(shop, await shop.openTill())
  },
)

function commands(runtime: string, folder: string, ending: string) {
  return Object.fromEntries(
    programs.map((name) => [name, [runtime, `${folder}${name}/main${ending}`]] as const),
  )
}
