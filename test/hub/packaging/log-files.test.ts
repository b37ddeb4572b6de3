import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLogFiles } from '#hub/packaging/launcher/log-files.ts'
import { until } from '../../support/shop.ts'
import { openSmallBox } from './small-box.ts'

test('a flood of log lines never takes more than its limit, and the newest are kept [C]', {
  timeout: 240_000,
}, async () => {
  using small = openSmallBox()
  // A megabyte: four times what may be kept.
  const lines = 5_000
  const seen = join(small.folder, 'seen')
  small.add(
    'floods',
    `import { existsSync } from 'node:fs'
     import { createServer } from 'node:http'
     const server = createServer((_, answer) => answer.end('{"selling":true}'))
     server.listen(0, '127.0.0.1', () => {
       console.log(JSON.stringify({ msg: 'listening', http: 'http://127.0.0.1:' + server.address().port }))
       for (let i = 1; i <= ${lines}; i += 1) console.error('line ' + i + ' ' + 'x'.repeat(200))
       const waiting = setInterval(() => {
         if (!existsSync(${JSON.stringify(seen)})) return
         clearInterval(waiting)
         process.stdout.write('y'.repeat(500_000))
       }, 20)
     })
     process.once('SIGTERM', () => process.exit(0))`,
  )
  small.switchTo('floods')
  const folder = join(small.folder, 'log')
  const launcher = small.launch({
    KASSA_LOG_FOLDER: folder,
    KASSA_LOG_MAX_BYTES: '65536',
    KASSA_LOG_FILES: '4',
  })
  let most = 0
  const isIn = (words: string) => async () => {
    most = Math.max(most, bytesIn(folder))
    return (
      existsSync(folder) && readdirSync(folder).some((name) => read(folder, name).includes(words))
    )
  }
  await until('the last line', isIn(`line ${lines} `), 100_000)
  expect(bytesIn(folder)).toBeGreaterThan(2 * 65_536)
  writeFileSync(seen, '')
  await until('a line that has no end', isIn('yyyy'), 100_000)
  await launcher.stop()
  expect(Math.max(most, bytesIn(folder))).toBeLessThanOrEqual(4 * 65_536)
  const kept = ['kassa.3.log', 'kassa.2.log', 'kassa.1.log', 'kassa.log']
  expect(readdirSync(folder).toSorted()).toEqual(kept.toSorted())
  expect(kept.map((name) => read(folder, name)).join('')).not.toContain('line 1 ')
  // The supervisor's own log may be on the card: it gets the launcher's few words only.
  expect(launcher.lines.length).toBeLessThan(10)
})

test('lines stay in order over the files, and a smaller limit takes hold at the next start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-log-'))
  try {
    const open = (files: number) => openLogFiles({ folder, name: 'kassa', maxBytes: 1024, files })
    const log = open(5)
    for (let i = 0; i < 1000; i += 1) log.write(`line ${i}`)
    log.close()
    const names = ['kassa.4.log', 'kassa.3.log', 'kassa.2.log', 'kassa.1.log', 'kassa.log']
    const text = names.map((name) => read(folder, name)).join('')
    const numbers = text
      .trim()
      .split('\n')
      .map((line) => Number(line.slice(5)))
    expect(numbers.at(-1)).toBe(999)
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i))
    writeFileSync(join(folder, 'other.txt'), 'not ours')
    open(2).close()
    expect(readdirSync(folder).toSorted()).toEqual(['kassa.1.log', 'kassa.log', 'other.txt'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

function read(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    // It was moved on between the look at the folder and this one.
    return ''
  }
}

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0
  const sizes = readdirSync(folder).map(
    (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
