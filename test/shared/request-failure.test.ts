import { expect, test } from 'vitest'
import { z } from 'zod'
import { requestFailure } from '#shared/domain/request-failure.ts'

const Item = z.object({
  list: z.array(z.strictObject({ points: z.int() })),
  pin: z.string().min(4),
})

function failureOf(input: unknown, isSecret?: (field: string) => boolean) {
  const { error } = Item.safeParse(input)
  if (error === undefined) throw new Error('the contract takes it')
  return requestFailure(error, { target: 'json', input, ...(isSecret && { isSecret }) })
}

test('each field is named with its value, and the first one in the message', () => {
  const failure = failureOf({ list: [{ points: 1.5 }], pin: '12345' })
  expect(failure.message).toMatch(/^list\.0\.points \(1\.5\): /)
  expect(failure.fields).toMatchObject([{ field: 'list.0.points', value: '1.5' }])
})

test('a field that is not known is named by itself, with the fix', () => {
  const failure = failureOf({ list: [{ points: 1, rule: 'A', by: 2 }], pin: '12345' })
  const message = 'is not known here; correct its name or leave it out'
  expect(failure.fields).toEqual([
    { field: 'list.0.rule', value: 'A', message },
    { field: 'list.0.by', value: '2', message },
  ])
})

test('a secret is not told again, and what has no field is the request itself', () => {
  const hidden = failureOf({ list: [], pin: '12' }, (field) => field === 'pin')
  expect(hidden.fields.map(({ value }) => value)).toEqual([undefined])
  expect(failureOf('text').fields).toMatchObject([{ field: 'json' }])
})

test('what is empty, too small or too big is told plainly, with a rule that a screen has words for', () => {
  const Device = z.object({
    name: z.string().min(1).max(5),
    port: z.int().min(1).max(65_535),
    kind: z.string().min(2, 'must be a kind of device'),
    lines: z.array(z.string()).min(1),
  })
  const fieldsOf = (input: unknown) => {
    const { error } = Device.safeParse(input)
    return error === undefined ? [] : requestFailure(error, { target: 'json', input }).fields
  }
  const good = { name: 'bar', port: 9100, kind: 'printer', lines: ['a'] }
  expect(fieldsOf(good)).toEqual([])
  expect(fieldsOf({ ...good, name: '', port: 0 })).toEqual([
    { field: 'name', value: '', message: 'must not be empty', rule: 'missing' },
    { field: 'port', value: '0', message: 'must be at least 1', rule: 'too-small', limit: 1 },
  ])
  expect(fieldsOf({ ...good, name: 'kitchen', port: 70_000 })).toMatchObject([
    { message: 'must have at most 5 characters', rule: 'too-long', limit: 5 },
    { message: 'must be at most 65535', rule: 'too-big', limit: 65_535 },
  ])
  // What a contract says itself stays, and so does what has no such bound.
  expect(fieldsOf({ ...good, kind: 'p', port: null })).toMatchObject([
    { field: 'port', rule: 'missing' },
    { field: 'kind', message: 'must be a kind of device', rule: 'too-short' },
  ])
  expect(fieldsOf({ ...good, lines: [] })[0]).not.toHaveProperty('rule')
})
