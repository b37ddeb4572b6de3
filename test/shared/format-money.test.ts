import { expect, test } from 'vitest'
import {
  formatAmount,
  formatMoney,
  formatQuantity,
  formatRate,
  type MoneyFormat,
  plainAmount,
} from '#shared/domain/format-money.ts'

const shown = (minor: number, format: MoneyFormat) =>
  formatMoney(minor, format).replaceAll('\u00a0', '_')

test('each company sees money as its country writes it', () => {
  const amount = 1_234_567_50
  expect(shown(amount, { currency: 'MNT', language: 'mn', shownDecimals: 0 })).toBe('1,234,568_₮')
  expect(shown(amount, { currency: 'RON', language: 'ro', shownDecimals: 2 })).toBe(
    '1.234.567,50_lei',
  )
  expect(shown(amount, { currency: 'RUB', language: 'ru', shownDecimals: 2 })).toBe(
    '1_234_567,50_₽',
  )
  expect(shown(amount, { currency: 'CZK', language: 'cs', shownDecimals: 2 })).toBe(
    '1_234_567,50_Kč',
  )
  expect(shown(amount, { currency: 'RUB', language: 'en', shownDecimals: 1 })).toBe('1,234,567.5_₽')
})

test('small and negative amounts keep their zeros and their sign', () => {
  const format = { language: 'ro', shownDecimals: 2 } as const
  expect([0, 5, -5, -100_00, 999_99].map((n) => formatAmount(n, format))).toEqual([
    '0,00',
    '0,05',
    '-0,05',
    '-100,00',
    '999,99',
  ])
})

test('without decimals a half is shown up, away from zero, and never as minus nothing', () => {
  const format = { language: 'mn', shownDecimals: 0 } as const
  expect([50, -50, 49, -49].map((n) => formatAmount(n, format))).toEqual(['1', '-1', '0', '0'])
})

test('quantities show only the decimals they have', () => {
  expect([3000, 548, 1500, 1_234_560, -2000, 0].map((n) => formatQuantity(n, 'cs'))).toEqual([
    '3',
    '0,548',
    '1,5',
    '1\u00a0234,56',
    '-2',
    '0',
  ])
})

test('rates are shown as percent', () => {
  expect(formatRate(1000, 'en')).toBe('10\u00a0%')
  expect(formatRate(1250, 'ru')).toBe('12,5\u00a0%')
})

test('messages carry plain decimals', () => {
  expect([0, 7, -7, 123_456].map(plainAmount)).toEqual(['0.00', '0.07', '-0.07', '1234.56'])
})
