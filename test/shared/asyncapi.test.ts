import { expect, test } from 'vitest'
import { asyncApi } from '#shared/asyncapi.ts'
import { topics } from '#shared/contracts/topics.ts'

const document = asyncApi()
const text = JSON.stringify(document)

test('every reference of the AsyncAPI document leads somewhere', () => {
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, path = '']) => path)
  expect(references.length).toBeGreaterThan(30)
  const dangling = references.filter((path) => follow(path) === undefined)
  expect(dangling).toEqual([])
})

test('every MQTT topic of the contract is a channel of the document', () => {
  const { device, ...leaves } = topics
  const addresses = Object.values(document['channels'] as object).map(({ address }) => address)
  for (const [name, topic] of Object.entries(leaves)) {
    const [owner = 'device'] = /^(gateway|till)/.exec(name) ?? []
    expect(addresses).toContain(topic('{store}', `{${owner}}`))
  }
  expect(device('{store}', '{device}')).toBe('kassa/{store}/device/{device}')
})

test('payloads are the contracts themselves, shared parts once', () => {
  const { schemas } = document['components'] as { schemas: Record<string, object> }
  expect(Object.keys(schemas)).toEqual(
    expect.arrayContaining(['DeviceJob', 'PrintDocument', 'EdgeId', 'LiveEvent', 'HubToCloud']),
  )
  expect(schemas['JobResult']).toMatchObject({
    type: 'object',
    properties: { jobId: { $ref: '#/components/schemas/EdgeId' } },
    required: ['jobId', 'attempt', 'session', 'state', 'at'],
  })
  expect(text).not.toContain('__shared')
})

function follow(path: string): unknown {
  let value: unknown = document
  for (const key of path.replace('#/', '').split('/')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  }
  return value
}
