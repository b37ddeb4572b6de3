import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoGroups, readCredentials } from '#hub/packaging/one-box/credentials.ts'
import { loadDemoOnce } from '#hub/packaging/one-box/one-box.ts'
import { startProgram } from '#hub/packaging/one-box/program.ts'
import { removeFolder } from './remove-folder.ts'
import { commandsOf } from './shop.ts'

/** Names the folder for the test files, which run in processes of their own. */
const templateVariable = 'KASSA_TEST_SHOP_TEMPLATE'

/** A data folder with the demo loaded, made once a run: each shop of the tests starts from a copy. */
export async function makeShopTemplate(): Promise<{ readonly remove: () => void }> {
  // Each project of the runner prepares; the first has done it.
  if (process.env[templateVariable] !== undefined) return { remove: () => undefined }
  process.env['KASSA_DEMO_SHARE'] ??= '2'
  const dataDir = await mkdtemp(join(tmpdir(), 'kassa-shop-template-'))
  const { keys } = readCredentials(dataDir)
  const env = {
    KASSA_DATA: dataDir,
    KASSA_CLOUD_PORT: '0',
    KASSA_BOOTSTRAP_KEY: demoGroups.map((name) => keys[name] ?? '').join(','),
  }
  const command = commandsOf(process.execPath, 'dist/', '.js')['cloud'] ?? []
  const cloud = await startProgram('cloud', env, { command })
  await loadDemoOnce({ dataDir, tell: () => undefined }, cloud.listening.http ?? '')
  await cloud.stop()
  process.env[templateVariable] = dataDir
  return { remove: () => removeFolder(dataDir) }
}
