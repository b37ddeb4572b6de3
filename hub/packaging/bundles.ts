import { cpSync, existsSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { newestUnder } from './newest.ts'
import { writeManifest } from './release.ts'

/**
 * One bundle per program in `dist/<program>/main.js` (spine A6: a bundle starts three times as fast
 * as the sources), its threads and children beside it, and what it serves or reads at start.
 * Packages with native code or data files stay in node_modules.
 */
const root = fileURLToPath(new URL('../../', import.meta.url))
const outside = ['libsql', 'serialport', 'swagger-ui-dist', 'dejavu-fonts-ttf']

const programs = {
  cloud: {
    entries: [
      'cloud/main.ts',
      'cloud/db/remote/thread.ts',
      'cloud/feed/backfill-thread.ts',
      'cloud/backup/backup-process.ts',
      'cloud/backup/restore-process.ts',
    ],
    assets: ['drizzle/cloud', 'drizzle/feed', 'cloud/console/dist'],
  },
  hub: {
    entries: [
      'hub/main.ts',
      'hub/journal/writer-thread.ts',
      'hub/journal/checkpoint-thread.ts',
      'hub/replica/child.ts',
      'hub/backup/backup-process.ts',
    ],
    assets: ['drizzle/hub', 'hub/till/dist', 'hub/setup/dist'],
  },
  launcher: {
    entries: ['hub/packaging/launcher/main.ts', 'hub/packaging/launcher/switch.ts'],
    assets: [],
  },
  gateway: { entries: ['gateway/main.ts'], assets: ['gateway/virtual/static'] },
} as const

/** What `npm test` runs its flows from; a build under way elsewhere is not disturbed without need. */
export async function buildBundlesWhenStale(): Promise<void> {
  const last = `${root}dist/gateway/main.js`
  const builtAt = existsSync(last) ? (await stat(last)).mtimeMs : 0
  const sources = ['cloud', 'hub', 'gateway', 'shared', 'drizzle', 'package.json']
  const newest = await Promise.all(sources.map((source) => newestUnder(`${root}${source}`)))
  const pages = ['hub/till', 'hub/setup', 'cloud/console'].map((at) => `${at}/dist/index.html`)
  const built = await Promise.all(pages.map((page) => newestUnder(`${root}${page}`)))
  if (Math.max(...newest, ...built) > builtAt) await buildBundles()
}

export async function buildBundles(): Promise<readonly string[]> {
  rmSync(`${root}dist`, { recursive: true, force: true })
  // The floor of the hub's clock: no time before this can be right.
  const define = { KASSA_BUILT_AT: String(Date.now()) }
  for (const [name, { entries, assets }] of Object.entries(programs)) {
    await build({
      absWorkingDir: root,
      entryPoints: Object.fromEntries(entries.map((entry) => [bundleName(entry), entry])),
      outdir: `dist/${name}`,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      external: [...outside],
      define,
      sourcemap: 'linked',
      // One letter beyond Latin-1, be it in a comment, and all of the text takes two bytes a letter
      // in memory. What is left of them in texts is escaped.
      minifyWhitespace: true,
      legalComments: 'external',
      logLevel: 'warning',
      // CommonJS packages inside an ES module still ask for their built-in modules by require().
      banner: {
        js: "import { createRequire as createRequireOfBundle } from 'node:module';const require = createRequireOfBundle(import.meta.url);",
      },
    })
    for (const asset of assets) {
      if (existsSync(`${root}${asset}`)) {
        cpSync(`${root}${asset}`, `${root}dist/${name}/${asset}`, { recursive: true })
      }
    }
  }
  writeManifest(`${root}dist`)
  return Object.keys(programs).map((name) => `dist/${name}/main.js`)
}

function bundleName(entry: string): string {
  return entry.split('/').at(-1)?.replace(/\.ts$/, '') ?? entry
}
