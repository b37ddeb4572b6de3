import { expect, test } from 'vitest'
import { parseConfig, SettingError } from '#cloud/config.ts'

test('without settings the cloud listens on 127.0.0.1:8787 and keeps its data in ./data/cloud', () => {
  expect(parseConfig({ KASSA_LOG: '' })).toMatchObject({
    host: '127.0.0.1',
    port: 8787,
    folder: 'data/cloud',
    bootstrapKeys: [],
    databaseUrl: undefined,
    logLevel: 'info',
  })
})

test('bootstrap keys are a list of full keys', () => {
  const { bootstrapKeys } = parseConfig({
    KASSA_BOOTSTRAP_KEY: 'kassa.nom.a.0123456789abcdef, kassa.duka.b.0123456789abcdef',
  })
  expect(bootstrapKeys.map(({ group, keyId }) => [group, keyId])).toEqual([
    ['nom', 'a'],
    ['duka', 'b'],
  ])
})

test.for([
  [
    'KASSA_CLOUD_PORT',
    '70000',
    /^KASSA_CLOUD_PORT: "70000" is not a port; set 0 \(any\) to 65535$/,
  ],
  ['KASSA_LOG', 'loud', /^KASSA_LOG: "loud" is not a level; set one of fatal, /],
  ['KASSA_DATABASE_URL', 'libsql://host', /^KASSA_DATABASE_URL: "libsql:\/\/host" .*\{group\}/],
  ['KASSA_DATABASE_URL', 'http://{group}.host/{group}', /once, where the group's name belongs$/],
  ['KASSA_DATABASE_URL', 'wss://{group}.host', /for ever over ws; write http\(s\):\/\/ or libsql/],
  [
    'KASSA_BOOTSTRAP_KEY',
    'kassa.nom.a.short',
    /^KASSA_BOOTSTRAP_KEY: kassa\.nom\.a\.… is not a key;/,
  ],
] as const)('a wrong %s is one line with the value and the fix', ([name, value, words]) => {
  const parse = () => parseConfig({ [name]: value })
  expect(parse).toThrow(SettingError)
  expect(parse).toThrow(words)
  expect(() => parse()).not.toThrow(/\n/)
})
