import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The other runtimes we promise, from npm; kept out of node_modules, where they would shadow node. */
const folder = fileURLToPath(new URL('../../.cache/runtimes/', import.meta.url))
const versions = { node: '24.21.0', bun: '1.4.5' } as const

export type Runtime = keyof typeof versions

/** The path of the runtime's program; installs it the first time. */
export function runtimePath(runtime: Runtime): string {
  const home = `${folder}${runtime}/`
  const program = `${home}node_modules/.bin/${runtime}`
  if (!existsSync(program)) {
    mkdirSync(home, { recursive: true })
    writeFileSync(`${home}package.json`, '{"private":true}')
    const wanted = `${runtime}@${versions[runtime]}`
    execFileSync('npm', ['install', '--no-audit', '--no-fund', wanted], {
      cwd: home,
      stdio: 'pipe',
    })
  }
  return program
}
