import { spawnSync } from 'node:child_process'
import { buildPagesWhenStale } from '#hub/packaging/build-pages.ts'
import { buildBundlesWhenStale } from '#hub/packaging/bundles.ts'
import { makeShopTemplate } from './shop-template.ts'

/** What the tests need beside npm packages; installed where we may, named clearly where we may not. */
const programs = [
  { command: 'chromium', package: 'chromium', for: 'the screens' },
  { command: 'socat', package: 'socat', for: 'serial lines (pseudo-terminals)' },
  { command: 'sqlite3', package: 'sqlite3', for: "an admin's hand in a feed" },
  { command: 'gcc', package: 'build-essential', for: 'the power cut of the journal' },
  { command: 'openssl', package: 'openssl', for: 'certificates of brokers' },
  { command: 'tesseract', package: 'tesseract-ocr', for: 'reading drawn receipts' },
  {
    command: '/usr/share/tesseract-ocr/5/tessdata/mon.traineddata',
    package: 'tesseract-ocr-mon',
    for: 'reading drawn receipts in Mongolian',
  },
  { command: 'zbarimg', package: 'zbar-tools', for: 'reading drawn QR codes and barcodes' },
  { command: '/usr/sbin/mosquitto', package: 'mosquitto', for: 'a broker of its own' },
] as const

export async function setup(): Promise<() => void> {
  installPrograms()
  // The runner says NODE_ENV=test, which would change what the bundler makes.
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  await buildPagesWhenStale()
  await buildBundlesWhenStale()
  process.env['NODE_ENV'] = before
  return (await makeShopTemplate()).remove
}

function installPrograms(): void {
  const missing = programs.filter((program) => !isInstalled(program.command))
  if (missing.length === 0) return
  const packages = missing.map((program) => program.package)
  run('apt-get', ['update', '-qq'])
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages])
  const still = missing.filter((program) => !isInstalled(program.command))
  if (still.length > 0) {
    const list = still.map((program) => `${program.command} (for ${program.for})`).join(', ')
    throw new Error(`The tests need ${list}: install it and run again.`)
  }
}

function isInstalled(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command} || test -f ${command}`]).status === 0
}

function run(command: string, args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync(command, [...args], { stdio: 'inherit', env })
}
