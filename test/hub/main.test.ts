import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { removeFolder } from '#test/support/remove-folder.ts'

interface Run extends Disposable {
  readonly process: ChildProcess
  readonly dir: string
  readonly listening: Promise<{ http: string; mqtt: string }>
  readonly ended: Promise<{ code: number | null; words: string }>
}

function startHub(env: Record<string, string>): Run {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-main-'))
  const child = spawn(process.execPath, ['dist/hub/main.js'], {
    env: {
      ...process.env,
      KASSA_DATA: dir,
      KASSA_HUB_PORT: '0',
      KASSA_MQTT_PORT: '0',
      KASSA_CLOUD_URL: 'http://127.0.0.1:9',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let words = ''
  child.stderr.on('data', (part) => {
    words += String(part)
  })
  const listening = new Promise<{ http: string; mqtt: string }>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { msg: string; http: string; mqtt: string }
      if (entry.msg === 'listening') resolve(entry)
    })
  })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, words }))
  return {
    process: child,
    dir,
    listening,
    ended,
    [Symbol.dispose]: () => {
      child.kill('SIGKILL')
      removeFolder(dir)
    },
  }
}

test('a hub whose cloud is away serves, says why it cannot sell yet, and stops cleanly', async () => {
  using run = startHub({ KASSA_CLAIM_CODE: 'nom-ABCD1234' })
  const { http, mqtt } = await run.listening
  expect(mqtt).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/)
  const health = (await (await fetch(`${http}/v1/health`)).json()) as { reason: string }
  expect(health).toMatchObject({ selling: false })
  expect(health.reason).toContain('waits for the cloud')
  const openapi = (await (await fetch(`${http}/openapi.json`)).json()) as {
    openapi: string
    paths: object
  }
  expect(openapi.openapi).toBe('3.1.0')
  expect(Object.keys(openapi.paths)).toEqual(
    expect.arrayContaining(['/v1/sales', '/v1/refunds', '/v1/quotes', '/v1/devices/{id}']),
  )
  for (const path of ['/docs', '/docs/swagger-ui-bundle.js', '/docs/start.js'])
    expect((await fetch(http + path)).status).toBe(200)
  expect(await (await fetch(`${http}/docs`)).text()).not.toMatch(/https?:\/\//)
  for (const name of ['admin-token', 'gateway-token', 'journal.db'])
    expect(statSync(join(run.dir, 'hub', name)).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(run.dir, 'hub', 'admin-token'), 'utf8').trim().length).toBeGreaterThan(
    20,
  )
  run.process.kill('SIGTERM')
  expect(await run.ended).toEqual({ code: 0, words: '' })
})

test('a wrong setting is one line that names it, and exit code 2', async () => {
  using run = startHub({ KASSA_HUB_PORT: '80o0' })
  const { code, words } = await run.ended
  expect(code).toBe(2)
  expect(words).toBe('KASSA_HUB_PORT: "80o0" is not a port; set 0 (any) to 65535\n')
})

test('a host that is no address of this box is named, and exit code 2', async () => {
  using run = startHub({ KASSA_HUB_HOST: '203.0.113.1' })
  const { code, words } = await run.ended
  expect(code).toBe(2)
  expect(words).toMatch(/^KASSA_HUB_HOST: "203\.0\.113\.1" is no address of this box; .*\n$/)
})

test('a port in use says which and what to set, and exit code 2', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  for (const name of ['KASSA_HUB_PORT', 'KASSA_MQTT_PORT']) {
    using run = startHub({ [name]: String(port) })
    const { code, words } = await run.ended
    expect(code).toBe(2)
    expect(words).toBe(`${name}: ${port} is in use; set a free port (0 = any)\n`)
  }
  other.close()
})

test('a second hub on the folder of one that runs is refused in words, and touches nothing there', async () => {
  using first = startHub({})
  const { http } = await first.listening
  using second = startHub({ KASSA_DATA: first.dir })
  const { code, words } = await second.ended
  expect(code).toBe(2)
  expect(words).toBe(
    `KASSA_DATA: ${first.dir}/hub is in use by another hub; stop it or set another folder\n`,
  )
  expect((await fetch(`${http}/v1/health`)).status).toBe(200)
  first.process.kill('SIGKILL')
  await first.ended
  using third = startHub({ KASSA_DATA: first.dir })
  expect((await third.listening).http).toContain('http://')
})

test('a hub whose machine stands in 1970 gives its events no such time, and says it [C]', async () => {
  // No blanks: NODE_OPTIONS is split at them.
  const years1970 =
    'data:text/javascript,const/**/now=Date.now;const/**/start=now();Date.now=()=>now()-start'
  using run = startHub({ NODE_OPTIONS: `--import ${years1970}` })
  const { http } = await run.listening
  const health = await (await fetch(`${http}/v1/health`)).json()
  expect(health).toMatchObject({
    troubles: [{ code: 'clock-floor' }],
    clock: { source: 'floor', now: expect.any(Number) as number },
  })
  expect((health as { clock: { now: number } }).clock.now).toBeGreaterThanOrEqual(
    Date.UTC(2026, 0, 1),
  )
})
