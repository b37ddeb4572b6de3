import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url)
const token = 'a-token-of-the-hub'
// Nobody listens there: the gateway must live without a hub.
const away = 'mqtt://127.0.0.1:9'

test('a wrong setting is one line and exit code 2', async () => {
  const { code, stderr } = await run({ KASSA_STORE: 'ub1' })
  expect(code).toBe(2)
  expect(stderr).toMatch(/^KASSA_STORE: "ub1" is not a store code; .*\n$/)
})

test('a device page port in use says which, and what to set', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const port = String((taken.address() as AddressInfo).port)
  const { code, stderr } = await run({ KASSA_DEVICE_PAGE_PORT: port })
  taken.close()
  expect(code).toBe(2)
  expect(stderr).toBe(`KASSA_DEVICE_PAGE_PORT: ${port} is in use; set a free port (0 = any)\n`)
})

test('without a hub it starts, waits, and stops at SIGTERM with code 0', async () => {
  const child = start({ KASSA_DEVICE_PAGE_PORT: '0' })
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8')
  })
  await expect.poll(() => stdout).toContain('"msg":"listening"')
  const line = stdout.split('\n').find((entry) => entry.includes('"listening"')) ?? ''
  const { http } = JSON.parse(line) as { http: string }
  expect((await fetch(`${http}/devices`)).status).toBe(200)
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(0)
})

function start(env: Readonly<Record<string, string>>) {
  return spawn(process.execPath, ['dist/gateway/main.js'], {
    cwd: root,
    env: {
      ...process.env,
      KASSA_STORE: 'UB1',
      KASSA_GATEWAY_TOKEN: token,
      KASSA_MQTT_URL: away,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function run(env: Readonly<Record<string, string>>) {
  const child = start(env)
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8')
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, stderr }
}
