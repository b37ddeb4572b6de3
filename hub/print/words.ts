import { createInstance, type i18n } from 'i18next'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import type { Language } from '#shared/contracts/units.ts'
import { formatAmount, formatMoney, formatQuantity } from '#shared/domain/format-money.ts'
import { textsIn } from '#shared/texts/catalogue.ts'
import { receiptTexts } from '#shared/texts/receipt.ts'

export type ReceiptWord = keyof typeof receiptTexts

/** Words, amounts and times as a company's papers show them. */
export interface Paper {
  readonly language: Language
  readonly word: (key: ReceiptWord, values?: Readonly<Record<string, string>>) => string
  /** Without the currency, for columns. */
  readonly amount: (minor: number) => string
  readonly money: (minor: number) => string
  /** Of points: no decimals. */
  readonly whole: (points: number) => string
  readonly time: (at: number) => string
}

export function createPaper(profile: StoreProfile): Paper {
  const { language, currency, shownDecimals } = profile.company
  const texts = textsOf(language)
  const format = { language, currency, shownDecimals }
  return {
    language,
    word: (key, values) => texts.t(key, { ...values }),
    amount: (minor) => formatAmount(minor, format),
    money: (minor) => formatMoney(minor, format),
    whole: (points) => formatQuantity(points * 1000, language),
    time: (at) => timeText(at, profile.store.timeZone, language),
  }
}

const textsByLanguage = new Map<Language, i18n>()

function textsOf(language: Language): i18n {
  const known = textsByLanguage.get(language)
  if (known !== undefined) return known
  const made = createInstance({
    lng: language,
    resources: { [language]: { translation: textsIn(language, [receiptTexts]) } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  void made.init()
  textsByLanguage.set(language, made)
  return made
}

/** `2026-11-22 14:05` for English and Mongolian, `22.11.2026 14:05` for the others; by the store's clock. */
function timeText(at: number, timeZone: string, language: Language): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((candidate) => candidate.type === type)?.value ?? ''
  const [year, month, day] = [part('year'), part('month'), part('day')]
  const date =
    language === 'en' || language === 'mn' ? `${year}-${month}-${day}` : `${day}.${month}.${year}`
  return `${date} ${part('hour')}:${part('minute')}`
}
