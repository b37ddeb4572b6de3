import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { planSwitch } from '#hub/packaging/launcher/switch-version.ts'
import { diskSteps, unsafeNames } from '../../support/disk-steps.ts'
import { until } from '../../support/shop.ts'
import { exitingProgram, healthyProgram, openSmallBox, root } from './small-box.ts'

/** Enough for a good version on a busy machine; it is waited for as long as a silent one is tried. */
const startSeconds = '5'

test('a switch goes forward and back by command, and the launcher follows by itself [C]', {
  timeout: 60_000,
}, async () => {
  using small = openSmallBox()
  small.add('1.0.0')
  small.add('1.1.0')
  expect(small.switchTo('1.0.0').code).toBe(0)
  const launcher = small.launch()
  await launcher.runs('1.0.0')
  expect(small.switchTo('1.1.0').said).toContain('from 1.0.0 to 1.1.0')
  await launcher.runs('1.1.0')
  expect(small.box.note()).toEqual({ trial: null, fellBack: null, sells: true })
  expect(small.switchTo('back').code).toBe(0)
  await launcher.runs('1.0.0')
  expect(small.box.linked('previous')).toBe('1.1.0')
})

test('a switch that cannot be made says why and what to do, and changes nothing', () => {
  using small = openSmallBox()
  small.add('1.0.0', healthyProgram(), 2)
  expect(small.switchTo('1.0.0').code).toBe(0)
  const refusals: [string, RegExp][] = []
  refusals.push(['back', /no version before this one; name one of 1\.0\.0/])
  refusals.push(['1.0.0', /runs already/])
  refusals.push(['1.1.0', /not in .*versions: copy its folder there first; there are 1\.0\.0/])
  refusals.push(['../../etc', /is no version/])
  small.add('changed')
  appendFileSync(join(small.box.folderOf('changed'), 'hub/main.js'), '//')
  refusals.push(['changed', /damaged: hub\/main\.js is not what .* says; copy .* again/])
  small.add('short')
  rmSync(join(small.box.folderOf('short'), 'package.json'))
  refusals.push(['short', /damaged: package\.json is missing/])
  small.add('mute')
  writeFileSync(join(small.box.folderOf('mute'), 'release.json'), '{"version":"mu')
  refusals.push(['mute', /no release\.json that can be read/])
  // The journal on this disk needs readers that know two of its migrations.
  small.add('old', healthyProgram(), 1)
  mkdirSync(join(small.folder, 'data/hub'), { recursive: true })
  const header = Buffer.alloc(100)
  header.writeUInt32BE(2, 60)
  writeFileSync(join(small.folder, 'data/hub/journal.db'), header)
  refusals.push(['old', /too old for this journal: it knows 1 .* needs 2; take a newer version/])
  for (const [version, words] of refusals) {
    const { code, said } = small.switchTo(version)
    expect(said).toMatch(words)
    expect(code).toBe(2)
    expect(said.trim().split('\n')).toHaveLength(1)
  }
  small.add('1.1.0')
  const full = { box: small.box, journal: '', freeBytes: () => 63 * 1024 * 1024 }
  expect(() => planSwitch(full, '1.1.0')).toThrow(/63 MiB left .* needs 64: remove versions/)
  expect(small.box.linked('current')).toBe('1.0.0')
  expect(small.box.linked('previous')).toBeNull()
})

test('a version that fails in two starts gives its place back, and says so until a good switch [C]', {
  timeout: 120_000,
}, async () => {
  using small = openSmallBox()
  small.add('1.0.0')
  small.add('exits', exitingProgram)
  small.add(
    'silent',
    `setInterval(() => undefined, 1000); process.on('SIGTERM', () => process.exit(0))`,
  )
  small.add('sells-nothing', healthyProgram(false))
  small.add('1.1.0')
  small.switchTo('1.0.0')
  const launcher = small.launch({ KASSA_START_SECONDS: startSeconds })
  await launcher.runs('1.0.0')
  const reasons = {
    exits: /ended with code 1/,
    silent: /does not answer, \d+ s after its start/,
    'sells-nothing': /does not sell, and the one before did/,
  }
  for (const [bad, reason] of Object.entries(reasons)) {
    const before = launcher.healthy().length
    expect(small.switchTo(bad).code).toBe(0)
    await until('back to the good one', async () => launcher.healthy().length > before, 30_000)
    expect(launcher.healthy().at(-1)).toBe('1.0.0')
    const starts = launcher.lines.filter((line) => line.includes(`version ${bad} starts`))
    expect(starts).toHaveLength(2)
    const { fellBack } = small.box.note()
    expect(fellBack).toMatchObject({ wanted: bad, running: '1.0.0' })
    expect(fellBack?.reason).toMatch(reason)
    expect(launcher.lines.join('\n')).toContain(
      `version ${bad} failed twice: back to version 1.0.0`,
    )
  }
  small.switchTo('1.1.0')
  await launcher.runs('1.1.0')
  expect(small.box.note().fellBack).toBeNull()
})

test('a new version must sell where the one before it came to sell only after its start [C]', {
  timeout: 60_000,
}, async () => {
  using small = openSmallBox()
  const sells = join(small.folder, 'sells')
  small.add(
    '1.0.0',
    `import { existsSync } from 'node:fs'\n${healthyProgram(`existsSync(${JSON.stringify(sells)})`)}`,
  )
  small.add('sells-nothing', healthyProgram(false))
  small.switchTo('1.0.0')
  const launcher = small.launch({ KASSA_START_SECONDS: startSeconds })
  await launcher.runs('1.0.0')
  expect(small.box.note().sells).toBe(false)
  writeFileSync(sells, '')
  small.switchTo('sells-nothing')
  await until('back to the one that sells', async () => launcher.healthy().length > 1, 30_000)
  expect(launcher.healthy()).toEqual(['1.0.0', '1.0.0'])
  expect(small.box.note().fellBack?.reason).toMatch(/does not sell, and the one before did/)
})

test('a version that was left is not come back to, though the one that it was left for fails too', {
  timeout: 60_000,
}, async () => {
  using small = openSmallBox()
  const broken = join(small.folder, 'broken')
  const look = `import { existsSync } from 'node:fs'
    const look = () => existsSync(${JSON.stringify(broken)}) && process.exit(1)
    look()
    setInterval(look, 20)`
  small.add('exits', exitingProgram)
  small.add('1.0.0', look + healthyProgram())
  small.switchTo('exits')
  small.switchTo('1.0.0')
  const launcher = small.launch()
  await launcher.runs('1.0.0')
  small.switchTo('back')
  await until('back to the good one', async () => launcher.healthy().length > 1, 30_000)
  expect(small.box.linked('previous')).toBe('exits')
  writeFileSync(broken, '')
  const started = () =>
    launcher.lines.filter((line) => line.includes('version 1.0.0 starts')).length
  const before = started()
  await until('it is tried on', async () => started() >= before + 4, 30_000)
  expect(small.box.linked('current')).toBe('1.0.0')
  rmSync(broken)
  await until('it runs again', async () => launcher.healthy().length > 2, 30_000)
})

test('a version that takes the machine down with it is left after two starts', {
  timeout: 60_000,
}, async () => {
  using small = openSmallBox()
  small.add('1.0.0')
  // The whole process group goes, launcher and all, as at a reset by a watchdog.
  small.add('resets', `process.kill(process.ppid, 'SIGKILL'); process.exit(1)`)
  small.switchTo('1.0.0')
  small.switchTo('resets')
  for (const starts of [1, 2]) {
    const launcher = small.launch()
    await new Promise((resolve) => launcher.process.once('exit', resolve))
    expect(small.box.note().trial?.starts).toBe(starts)
  }
  const launcher = small.launch()
  await launcher.runs('1.0.0')
  expect(small.box.note().fellBack?.reason).toBe('it failed in two starts')
})

test('each step of a switch is on the disk before the next one begins [C]', async () => {
  using small = openSmallBox()
  const { box, folder } = small
  const linked = await diskSteps(() => box.link('current', '1.0.0'))
  const [from, to] = [join(folder, 'current.new'), join(folder, 'current')]
  expect(linked).toEqual([
    { kind: 'rename', from, to },
    { kind: 'sync', path: folder },
  ])
  const noted = await diskSteps(() => box.writeNote(box.note()))
  expect(noted).toHaveLength(3)
  expect(unsafeNames(noted, folder)).toEqual([])
})

test('a power cut between the steps of a switch leaves a box that starts, and a way back', {
  timeout: 60_000,
}, async () => {
  using small = openSmallBox()
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) small.add(version)
  for (const steps of [1, 2]) {
    small.box.link('previous', '1.0.0')
    small.box.link('current', '1.1.0')
    small.box.writeNote({ trial: null, fellBack: null, sells: true })
    killedAfter(steps, 'switch', small.folder, '1.2.0')
    const launcher = small.launch()
    await launcher.runs(steps < 2 ? '1.1.0' : '1.2.0')
    const back = small.box.linked('previous')
    expect(back).toBe(steps < 2 ? '1.0.0' : '1.1.0')
    expect(small.box.note().trial).toBeNull()
    await launcher.stop()
  }
})

test('a power cut between the steps of the way back leaves a box that starts', {
  timeout: 60_000,
}, async () => {
  using small = openSmallBox()
  small.add('1.0.0')
  small.add('1.1.0')
  small.add('bad', exitingProgram)
  for (const steps of [1, 2]) {
    small.box.link('current', '1.1.0')
    small.box.link('previous', '1.0.0')
    small.box.writeNote({ trial: null, fellBack: null, sells: true })
    small.switchTo('bad')
    killedAfter(steps, 'fall-back', small.folder, 'bad')
    const launcher = small.launch()
    await launcher.runs('1.1.0')
    expect(small.box.note().fellBack?.wanted).toBe('bad')
    // It may be one that takes the machine down: then its starts would never be counted again.
    expect(launcher.lines.filter((line) => line.includes('version bad starts'))).toEqual([])
    await launcher.stop()
  }
})

test('the launcher needs nothing but Node itself', () => {
  for (const name of ['main.js', 'switch.js']) {
    const source = readFileSync(join(root, 'dist/launcher', name), 'utf8')
    const imports = source.matchAll(/\bimport\b[^"';(]*?["']([^"']+)["']/g)
    const imported = [...imports].map(([, from]) => from)
    expect(imported).toContain('node:fs')
    expect(imported.filter((from) => from?.startsWith('node:') !== true)).toEqual([])
    expect(source).not.toMatch(/\brequire\(["'](?!node:)/)
  }
})

/** A process of its own that is killed after so many of the steps. */
function killedAfter(steps: number, what: string, folder: string, version: string): void {
  const script = fileURLToPath(new URL('./killed-switch.ts', import.meta.url))
  const args = ['--import', 'tsx', script, what, folder, version, String(steps)]
  const { signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(signal, stderr).toBe('SIGKILL')
}
