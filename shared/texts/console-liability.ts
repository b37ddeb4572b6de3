import type { AreaTexts } from './catalogue.ts'

/** What the console says of what the company owes in stored value. */
export const consoleLiabilityTexts = {
  'console.nav.liability': { en: 'Liability', mn: 'Өр төлбөр' },
  'console.liability.note': {
    en: 'What the company owes in points, gift cards, coupons and store credit.',
    mn: 'Оноо, бэлгийн карт, купон, кредитээр компанийн өгөх ёстой дүн.',
  },
  'console.liability.part': { en: 'Part', mn: 'Хэсэг' },
  'console.liability.roll-forward': { en: 'Roll-forward', mn: 'Хөдөлгөөн' },
  'console.liability.ages': { en: 'By age', mn: 'Насаар' },
  'console.liability.expiring': { en: 'Expiring', mn: 'Дуусах хугацаагаар' },
  'console.liability.ages.chart': {
    en: 'Owned now, by the month that brought it',
    mn: 'Одоогийн үлдэгдэл, орсон сараар',
  },
  'console.liability.expiring.chart': {
    en: 'Owned now, by the month in which it ends',
    mn: 'Одоогийн үлдэгдэл, дуусах сараар',
  },
  'console.liability.by.day': { en: 'By day', mn: 'Өдрөөр' },
  'console.liability.by.month': { en: 'By month', mn: 'Сараар' },
  'console.liability.totals': { en: 'The whole span', mn: 'Нийт хугацаа' },
  'console.liability.periods': { en: 'Period by period', mn: 'Үе үеэр' },
  'console.liability.ledger': { en: 'Against the ledger', mn: 'Данс бүртгэлтэй тулгах' },
  'console.liability.ledger.note': {
    en: 'What the programmes moved equals what the accounts of the ledger moved.',
    mn: 'Хөтөлбөрүүдийн хөдөлгөөн нь дансны хөдөлгөөнтэй тэнцүү байна.',
  },
  'console.liability.ledger.opening': { en: 'Opening', mn: 'Эхний үлдэгдэл' },
  'console.liability.ledger.moved': { en: 'Moved in the ledger', mn: 'Дансны хөдөлгөөн' },
  'console.liability.ledger.closing': { en: 'Closing', mn: 'Эцсийн үлдэгдэл' },
  'console.liability.ledger.programmesMoved': {
    en: 'Moved by programmes',
    mn: 'Хөтөлбөрийн хөдөлгөөн',
  },
  'console.liability.equal': { en: 'Equal', mn: 'Тэнцүү' },
  'console.liability.differs': { en: 'Differs', mn: 'Зөрүүтэй' },
  'console.liability.none': { en: 'Nothing is owed here.', mn: 'Энд өр төлбөр алга.' },
  'console.liability.cut': {
    en: 'The first {{n}} are shown; a file has all of them.',
    mn: 'Эхний {{n}} мөр; файлд бүгд бий.',
  },
  'console.liability.month': { en: 'Month', mn: 'Сар' },
  'console.liability.no-end': { en: 'no end', mn: 'хугацаагүй' },
  'console.liability.lots': { en: 'Parts', mn: 'Хэсэг' },
  'console.liability.money': { en: 'In the books', mn: 'Дансны дүн' },
  'console.liability.opening': { en: 'Opening', mn: 'Эхний' },
  'console.liability.issued': { en: 'Issued, earned', mn: 'Олгосон, цуглуулсан' },
  'console.liability.loaded': { en: 'Loaded', mn: 'Цэнэглэсэн' },
  'console.liability.redeemed': { en: 'Redeemed', mn: 'Зарцуулсан' },
  'console.liability.expired': { en: 'Expired', mn: 'Дууссан' },
  'console.liability.corrected': { en: 'Corrected', mn: 'Зассан' },
  'console.liability.risk': { en: 'Risk', mn: 'Эрсдэл' },
  'console.liability.revalued': { en: 'Revalued', mn: 'Дахин үнэлсэн' },
  'console.liability.closing': { en: 'Closing', mn: 'Эцсийн' },
} as const satisfies AreaTexts
