import { expect, test } from 'vitest'
import { parseConfig, SettingError } from '#gateway/config.ts'

const right = { KASSA_STORE: 'UB1', KASSA_GATEWAY_TOKEN: 'a-token-of-the-hub' }

test('a gateway needs its store and its token; without more it seeks the hub on its own box', () => {
  expect(parseConfig({ ...right, KASSA_LOG: '', KASSA_MQTT_CA: '' })).toEqual({
    mqttUrl: 'mqtt://127.0.0.1:1883',
    mqttCa: undefined,
    gateway: 'main',
    store: 'UB1',
    token: 'a-token-of-the-hub',
    devicePagePort: undefined,
    linkUrl: undefined,
    logLevel: 'info',
  })
})

test.each([
  ['KASSA_STORE', 'ub1', 'KASSA_STORE: "ub1" is not a store code; set 1 to 12 capital letters'],
  ['KASSA_STORE', undefined, 'KASSA_STORE: not set is not a store code; set 1 to 12'],
  ['KASSA_GATEWAY', 'Main!', 'KASSA_GATEWAY: "Main!" is not a name; use small letters'],
  ['KASSA_GATEWAY_TOKEN', undefined, 'KASSA_GATEWAY_TOKEN: "(not shown)" is missing or too short'],
  ['KASSA_MQTT_URL', 'http://hub', 'KASSA_MQTT_URL: "http://hub" is not such an address; set one'],
  ['KASSA_MQTT_URL', 'hub:1883', 'like mqtt://127.0.0.1:1883'],
  ['KASSA_MQTT_CA', '/none.pem', 'KASSA_MQTT_CA: "/none.pem" is no PEM file that can be read; set'],
  ['KASSA_MQTT_CA', 'package.json', 'KASSA_MQTT_CA: "package.json" is no PEM file'],
  ['KASSA_DEVICE_PAGE_PORT', '99999', 'KASSA_DEVICE_PAGE_PORT: "99999" is not a port; set 0'],
  ['KASSA_LINK_URL', 'ftp://x', 'KASSA_LINK_URL: "ftp://x" is not such an address; set one like'],
  ['KASSA_LOG', 'loud', 'KASSA_LOG: "loud" is not a level; set one of fatal, error, warn, info'],
])('a wrong %s (%s) is one line with the value and the fix', (name, value, words) => {
  const parse = () => parseConfig({ ...right, [name]: value })
  expect(parse).toThrow(SettingError)
  expect(parse).toThrow(words)
  expect(parse).not.toThrow(/\n/)
})

test('a token that is too short is not shown', () => {
  const parse = () => parseConfig({ ...right, KASSA_GATEWAY_TOKEN: 'short' })
  expect(parse).toThrow(/gateway-token/)
  expect(parse).not.toThrow(/short"/)
})
