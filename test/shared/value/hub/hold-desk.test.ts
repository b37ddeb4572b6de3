import { expect, test } from 'vitest'
import { askHold, type HoldInput, isLive, stepHold } from '#shared/value/hub/hold-desk.ts'
import { NOW } from './hub-box.ts'

const asked = askHold({ requestId: 'q1', receiptId: 'r1', account: 'a', amount: 50, now: NOW })
const after = (ms: number) => ({ ...NOW, uptimeMs: NOW.uptimeMs + ms })
const granted = (lease: string, ms: number): HoldInput => {
  return { kind: 'granted', lease, now: after(ms) }
}
const refusal = (reason: 'too-little' | 'send-first', ms: number, requestId = 'q1'): HoldInput => {
  return { kind: 'refused', refusal: { requestId, reason, free: 7 }, now: after(ms) }
}

test('a hold is granted within 800 ms [B1.13]', () => {
  expect(stepHold(asked, granted('h1', 799))).toMatchObject({
    state: { value: 'granted', lease: 'h1' },
    close: null,
  })
})

test('after 800 ms without an answer the hold is refused, and the till is told why [B1.13]', () => {
  expect(stepHold(asked, { kind: 'tick', now: after(799) }).state.value).toBe('asked')
  expect(stepHold(asked, { kind: 'tick', now: after(800) })).toMatchObject({
    state: { value: 'refused', reason: 'no-answer' },
    close: null,
  })
})

test('the 800 ms are counted by uptime and end with the boot [B1.13]', () => {
  expect(isLive(asked.ask, { ...after(900), wallMs: 0 })).toBe(false)
  expect(isLive(asked.ask, { ...after(1), bootId: 'boot-2' })).toBe(false)
})

test('the refusal of the cloud is passed on with what is free [B1.13]', () => {
  expect(stepHold(asked, refusal('too-little', 100)).state).toMatchObject({
    value: 'refused',
    reason: 'too-little',
    free: 7,
  })
})

test('"send first" keeps the question open until its deadline [B3]', () => {
  const { state } = stepHold(asked, refusal('send-first', 100))
  expect(state).toMatchObject({ value: 'asked', sendFirst: true })
  expect(stepHold(state, granted('h1', 300)).state.value).toBe('granted')
  expect(stepHold(state, { kind: 'tick', now: after(800) }).state).toMatchObject({
    reason: 'send-first',
  })
})

test('an answer to another question changes nothing', () => {
  expect(stepHold(asked, refusal('too-little', 1, 'q2')).state).toBe(asked)
})

test('a lease journaled after the till was refused is closed at once [B1.4]', () => {
  expect(stepHold(asked, granted('h1', 800))).toMatchObject({
    state: { value: 'refused', reason: 'no-answer' },
    close: 'h1',
  })
  const { state } = stepHold(asked, { kind: 'tick', now: after(800) })
  expect(stepHold(state, granted('h1', 900))).toEqual({ state, close: 'h1' })
})

test('a second lease for a granted hold is closed, the first stays [B1.4]', () => {
  const { state } = stepHold(asked, granted('h1', 1))
  expect(stepHold(state, granted('h2', 2))).toEqual({ state, close: 'h2' })
  expect(stepHold(state, granted('h1', 2))).toEqual({ state, close: null })
  expect(stepHold(state, refusal('too-little', 3))).toEqual({ state, close: null })
  expect(stepHold(state, { kind: 'tick', now: after(5000) })).toEqual({ state, close: null })
})
