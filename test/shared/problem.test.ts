import { expect, test } from 'vitest'
import { Problem } from '#shared/contracts/problem.ts'
import { Failure, type FailureExtra, failureCodes, statusByCode } from '#shared/domain/failure.ts'
import { problemOf } from '#shared/domain/problem.ts'

test('a broken rule becomes an RFC 9457 body that names the field, the value and the fix', () => {
  const failure = new Failure('invalid', 'price -1 is negative; give 0 or more', {
    fields: [{ field: 'price', value: '-1', message: 'give 0 or more' }],
    extra: { missing: 12 },
  })
  expect(problemOf(failure, 'req-1')).toEqual({
    type: '/problems/invalid',
    title: 'Not valid',
    status: 422,
    detail: 'price -1 is negative; give 0 or more',
    instance: 'req-1',
    errors: [{ field: 'price', value: '-1', message: 'give 0 or more' }],
    missing: 12,
  })
})

test('every code has its status and a body that passes the contract', () => {
  for (const code of failureCodes) {
    const body = problemOf(new Failure(code, 'sale s1 not found', { cause: new Error('why') }))
    expect(Problem.parse(body)).toEqual(body)
    expect(body.status).toBe(statusByCode[code])
    expect(Object.keys(body)).toEqual(['type', 'title', 'status', 'detail'])
  }
})

test('a problem never has a member `generation`, even if a failure was given one', () => {
  // As it might come from data: the type forbids it in code.
  const extra: FailureExtra = JSON.parse('{"generation": 3, "expectedSeq": 8}')
  const body = problemOf(new Failure('conflict', 'gap', { extra }))
  expect(body).not.toHaveProperty('generation')
  expect(body['expectedSeq']).toBe(8)
})

test('extra members cannot overwrite the members of the standard', () => {
  const extra = { status: 200, type: 'x', detail: 'y', title: 'z' }
  expect(problemOf(new Failure('forbidden', 'no right', { extra }))).toMatchObject({
    status: 403,
    type: '/problems/forbidden',
    detail: 'no right',
  })
})
