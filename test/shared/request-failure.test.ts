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
