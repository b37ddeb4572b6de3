import { expect, test } from 'vitest'
import { takeAnchor } from '#shared/value/hub/time-anchor.ts'
import {
  allowanceOfRule,
  dayOfAllowance,
  refundAllowance,
  spendTrust,
  trustAllowance,
  trustDay,
  trustRule,
} from '#shared/value/hub/trust.ts'
import type { TrustCaps } from '#shared/value/trust-caps.ts'
import { createHubBox, DAY, HOUR, movement, NOW, refund, sale } from './hub-box.ts'

const caps: TrustCaps = { memberHub: 50, hubDay: 120, companyDay: 1000, hubs: 9 }
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
const anchor = takeAnchor({ cloudTime: NOW.wallMs, asked: NOW, answered: NOW })
const later = (ms: number, wallMs = ms) => {
  return { ...NOW, uptimeMs: NOW.uptimeMs + ms, wallMs: NOW.wallMs + wallMs }
}
const today = dayOf(NOW.wallMs)
const tomorrow = dayOf(NOW.wallMs + DAY)

/** The answers to spends one after the other, each journaled when allowed. */
function spendAll(spends: readonly (readonly [account: string, amount: number])[], change = {}) {
  const box = createHubBox()
  const answers = spends.map(([account, amount]) => {
    const day = trustDay({ anchor, now: NOW, last: box.wallet.trustDay(), dayOf })
    const spent = box.wallet.trustSpent(trustAllowance(day ?? '', 'points:7'))
    const answer = spendTrust({ caps: { ...caps, ...change }, day, spent, account, amount })
    if (answer.outcome === 'refused') return `${answer.reason} ${answer.left}`
    const rule = trustRule(day ?? '', 'points:7')
    const movements = [movement({ cover: 'trust', account, amount, rule })]
    box.append(sale({ movements }), { v: 1 })
    return 'allowed'
  })
  return { box, answers }
}

test('a member gets trust up to the cap of member and hub [B1.10]', () => {
  const { answers } = spendAll([
    ['a', 30],
    ['a', 21],
    ['a', 20],
    ['b', 50],
  ])
  expect(answers).toEqual(['allowed', 'member-cap 20', 'allowed', 'allowed'])
})

test('all members together get trust up to the cap of hub and day [B1.10]', () => {
  const spends = [
    ['a', 50],
    ['b', 50],
    ['c', 21],
    ['c', 10],
  ] as const
  expect(spendAll(spends, { companyDay: 9000 }).answers).toEqual([
    'allowed',
    'allowed',
    'hub-cap 20',
    'allowed',
  ])
})

test("a hub keeps to its share of the company's cap: no other hub can be asked [B1.10]", () => {
  const share = 1000 / 9
  expect(
    spendAll([
      ['a', 50],
      ['b', 50],
      ['c', 12],
      ['c', 11],
    ]).answers,
  ).toEqual(['allowed', 'allowed', 'company-cap 11', 'allowed'])
  expect(Math.floor(share) * 9).toBeLessThanOrEqual(1000)
})

test('trust that no company switched on is refused [B1.10]', () => {
  for (const off of [{ memberHub: 0 }, { hubDay: 0 }, { companyDay: 0 }, { hubs: 0 }]) {
    expect(spendAll([['a', 1]], off).answers).toEqual(['trust-off 0'])
  }
})

test('a new day of the cloud brings a new allowance [B1.10]', () => {
  expect(trustDay({ anchor, now: later(0), last: null, dayOf })).toBe(today)
  expect(trustDay({ anchor, now: later(DAY + HOUR), last: today, dayOf })).toBe(tomorrow)
})

test('a wall clock set ahead brings no new allowance [B1.10]', () => {
  expect(trustDay({ anchor, now: later(0, DAY + HOUR), last: today, dayOf })).toBe(today)
})

test('a reboot without a line goes on with the allowance that was used last [B1.10]', () => {
  const { box } = spendAll([['a', 50]])
  const wallet = box.rebuilt()
  const now = { bootId: 'boot-2', uptimeMs: 0, wallMs: NOW.wallMs + 9 * DAY }
  const day = trustDay({ anchor, now, last: wallet.trustDay(), dayOf })
  expect(day).toBe(today)
  const spent = wallet.trustSpent(trustAllowance(today, 'points:7'))
  expect(spendTrust({ caps, day, spent, account: 'a', amount: 1 })).toEqual({
    outcome: 'refused',
    reason: 'member-cap',
    left: 0,
  })
})

test('the day never goes back', () => {
  expect(trustDay({ anchor, now: NOW, last: tomorrow, dayOf })).toBe(tomorrow)
})

test('a box that never heard what day it is gives no trust [B1.10]', () => {
  const day = trustDay({ anchor: null, now: NOW, last: null, dayOf })
  expect(day).toBeNull()
  const spent = { hub: 0, byAccount: {} }
  expect(spendTrust({ caps, day, spent, account: 'a', amount: 1 })).toMatchObject({
    reason: 'no-trust-day',
  })
})

test('what was spent on trust is counted from the journal, by unit and day [B1.10]', () => {
  const { box } = spendAll([
    ['a', 30],
    ['a', 10],
    ['b', 5],
  ])
  box.append(refund('r1', 900, 'trust'), { v: 1, trustDay: tomorrow })
  box.append(refund('r1', 100, 'pending-credit'), { v: 1 })
  for (const wallet of [box.wallet, box.rebuilt()]) {
    expect(wallet.trustSpent(trustAllowance(today, 'points:7'))).toEqual({
      hub: 45,
      byAccount: { a: 40, b: 5 },
    })
    expect(wallet.trustSpent(refundAllowance(tomorrow, 'MNT'))).toEqual({
      hub: 900,
      byAccount: { r1: 900 },
    })
    expect(wallet.trustDay()).toBe(tomorrow)
  }
})

test('an event that spends trust without saying which is never journaled', () => {
  const box = createHubBox()
  const movements = [movement({ cover: 'trust', rule: 'bonus' })]
  expect(() => box.append(sale({ movements }), { v: 1 })).toThrow('trust without an allowance')
  expect(() => box.append(refund('r1', 5, 'trust'), { v: 1 })).toThrow('names no day')
})

test('a rule names its allowance, and the allowance its day', () => {
  expect(allowanceOfRule(trustRule('2024-10-04', 'points:7'))).toBe('2024-10-04:points:7')
  expect(allowanceOfRule('bonus')).toBeNull()
  expect(allowanceOfRule(null)).toBeNull()
  expect(dayOfAllowance('2024-10-04:points:7')).toBe('2024-10-04')
  expect(dayOfAllowance('2024-10-04')).toBe('2024-10-04')
})
