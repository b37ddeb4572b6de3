import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseConfig, SettingError } from '#hub/config.ts'

let folder: string
let pem: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kassa-config-'))
  pem = join(folder, 'some.pem')
  writeFileSync(pem, '-----BEGIN CERTIFICATE-----\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('without settings a hub serves its own box, with the embedded broker and no raw port', () => {
  expect(parseConfig({ KASSA_LOG: '', KASSA_MQTT_URL: '' })).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    mqttPort: 1883,
    mqttUrl: undefined,
    mqttTls: undefined,
    rawPort: undefined,
    name: 'hub',
    folder: 'data/hub',
    logLevel: 'info',
  })
})

test('TLS takes a certificate with its key, and 8883 unless told', () => {
  const { mqttTls } = parseConfig({ KASSA_MQTT_TLS_CERT: pem, KASSA_MQTT_TLS_KEY: pem })
  expect(mqttTls).toMatchObject({ port: 8883, key: expect.stringContaining('BEGIN') as string })
  expect(() => parseConfig({ KASSA_MQTT_TLS_CERT: pem })).toThrow(
    'KASSA_MQTT_TLS_KEY: not set is missing: TLS needs certificate and key',
  )
  expect(() => parseConfig({ KASSA_MQTT_TLS_KEY: pem })).toThrow(/^KASSA_MQTT_TLS_CERT: /)
})

test('raw prints come from this box alone, or from the networks that are named', () => {
  const allow = (text?: string) =>
    parseConfig({ KASSA_RAW_PRINT_PORT: '0', KASSA_RAW_PRINT_ALLOW: text }).rawPort?.allow
  expect(allow()?.check('127.0.0.1')).toBe(true)
  expect(allow()?.check('192.168.1.7')).toBe(false)
  expect(allow('10.0.0.0/8, 192.168.1.0/24')?.check('192.168.1.7')).toBe(true)
})

const ports = [
  'KASSA_HUB_PORT',
  'KASSA_MQTT_PORT',
  'KASSA_MQTT_TLS_PORT',
  'KASSA_RAW_PRINT_PORT',
] as const
const files = ['KASSA_MQTT_CA', 'KASSA_MQTT_TLS_CERT', 'KASSA_MQTT_TLS_KEY'] as const
const secrets = ['KASSA_HUB_ADMIN_TOKEN', 'KASSA_GATEWAY_TOKEN'] as const

test.each([
  ...ports.map((name) => [name, '70000', `${name}: "70000" is not a port; set 0 (any) to 65535`]),
  ...files.map((name) => [name, '/none', `${name}: "/none" is no PEM file that can be read; set`]),
  ...secrets.map((name) => [name, 'short', `${name}: "(not shown)" is too short or too long; set`]),
  ['KASSA_MQTT_URL', 'hub', 'KASSA_MQTT_URL: "hub" is not such an address; set one like mqtt://'],
  ['KASSA_CLOUD_URL', 'mqtt://x', 'KASSA_CLOUD_URL: "mqtt://x" is not such an address; set one'],
  ['KASSA_CLAIM_CODE', 'abc', 'KASSA_CLAIM_CODE: "abc" is not a claim code; ask HQ for one'],
  ['KASSA_RAW_PRINT_ALLOW', '10.0.0.0/8,lan', 'KASSA_RAW_PRINT_ALLOW: "lan" is no network; set'],
  ['KASSA_LOG', 'loud', 'KASSA_LOG: "loud" is not a level; set one of fatal, error, warn, info'],
  ['KASSA_HUB_NAME', 'x'.repeat(61), 'x" is too long; set at most 60 characters'],
  ['KASSA_RAW_PRINT_PRINTER', 'x'.repeat(41), 'x" is too long; set at most 40 characters'],
  ['KASSA_RELEASE', 'x'.repeat(65), 'x" is too long; set at most 64 characters'],
  ['KASSA_MQTT_PASSWORD', 'x'.repeat(201), 'KASSA_MQTT_PASSWORD: "(not shown)" is too long; set'],
])('a wrong %s is one line with the value and the fix', (name = '', value = '', words = '') => {
  const parse = () => parseConfig({ [name]: value })
  expect(parse).toThrow(SettingError)
  expect(parse).toThrow(words)
  expect(parse).not.toThrow(/\n/)
})
