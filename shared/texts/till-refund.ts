import type { AreaTexts } from './catalogue.ts'

/** What a till says of receipts of other stores, and why one is not given back here now. */
export const tillRefundTexts = {
  'till.refund.sold-at': {
    en: 'Sold at {{store}}. It is asked whether the receipt may be given back here.',
    mn: '{{store}} дэлгүүрт зарагдсан. Энд буцааж болох эсэхийг лавлана.',
  },
  'till.refund.points-in-cash': {
    en: 'In cash instead of points',
    mn: 'Онооны оронд бэлнээр',
  },
  'till.refund.points-in-cash.paid': {
    en: 'Points paid {{paid}} of these goods; up to {{most}} may go out in cash.',
    mn: 'Эдгээр барааны {{paid}}-ийг оноогоор төлсөн; бэлнээр дээд тал нь {{most}}.',
  },
  'till.refund.points-in-cash.cap': {
    en: 'The company pays out {{cap}} for one receipt; {{out}} was paid out before.',
    mn: 'Компани нэг баримтад {{cap}} хүртэл олгоно; өмнө нь {{out}} олгосон.',
  },
  'till.refund.points-in-cash.kept': {
    en: '{{points}} do not return to the card.',
    mn: '{{points}} картад буцахгүй.',
  },
  'till.refund.points-in-cash.wrong': {
    en: 'A whole amount of coins, at most {{most}}; the rest returns as points.',
    mn: 'Зоосны бүхэл дүн, дээд тал нь {{most}}; үлдсэн нь оноогоор буцна.',
  },
  'till.refund.points-in-cash.of-it': {
    en: 'of it for points {{amount}}',
    mn: 'үүнээс онооны оронд {{amount}}',
  },
  'till.tender.cash-for-points': {
    en: 'Cash for {{points}}',
    mn: '{{points}}ны оронд бэлнээр',
  },
  'till.receipt.points-paid-out': {
    en: 'Refunds paid out {{amount}} in cash for points.',
    mn: 'Буцаалтаар онооны оронд {{amount}} бэлнээр олгосон.',
  },
  'till.refund.member': { en: "Member's card or phone", mn: 'Гишүүний карт эсвэл утас' },
  'till.refund.member.wanted': {
    en: 'Store credit is given to a member: card or phone.',
    mn: 'Дэлгүүрийн кредитийг гишүүнд олгоно: карт эсвэл утас.',
  },
  'till.refund.pending-credit': {
    en: 'Store credit that can be spent once the store that sold it has confirmed.',
    mn: 'Зарсан дэлгүүр баталгаажуулсны дараа зарцуулах кредит.',
  },
  'till.refund.trust': {
    en: "Given without the selling store's answer, at the company's risk.",
    mn: 'Зарсан дэлгүүрийн хариугүй, компанийн эрсдэлээр буцаав.',
  },
  'till.refund.refused': {
    en: '{{asked}} is not given back.',
    mn: '{{asked}} буцаахгүй.',
  },
  'till.refund.as-credit': {
    en: 'Store credit can be given now; it is spent once the right has come.',
    mn: 'Одоо дэлгүүрийн кредит олгож болно; эрх ирсний дараа зарцуулна.',
  },
  'till.refund.look-again': {
    en: 'Close the receipt and look it up again.',
    mn: 'Баримтыг хаагаад дахин хайна уу.',
  },
  'till.refund.try-again': { en: 'Try again in a minute.', mn: 'Нэг минутын дараа дахин үзнэ үү.' },
  'till.refund.too-much': {
    en: 'More than is left of this receipt.',
    mn: 'Энэ баримтын үлдсэн дүнгээс их.',
  },
  'till.refund.no-account': {
    en: 'There is nobody to give the store credit to.',
    mn: 'Кредит олгох гишүүн алга.',
  },
  'till.refund.offline': {
    en: 'The internet is away and the right to refund it is not in this store.',
    mn: 'Интернэт тасарсан, буцаах эрх энэ дэлгүүрт алга.',
  },
  'till.refund.no-answer': {
    en: 'The head office did not answer in time.',
    mn: 'Төв оффис цагтаа хариу өгсөнгүй.',
  },
  'till.refund.right-elsewhere': {
    en: 'The store that sold it has the right to refund it and is being asked.',
    mn: 'Буцаах эрх зарсан дэлгүүрт байгаа тул асууж байна.',
  },
  'till.refund.no-receipt': {
    en: 'The head office does not have this receipt yet.',
    mn: 'Төв оффист энэ баримт хараахан ирээгүй.',
  },
  'till.refund.in-work': {
    en: 'Another store is giving it back right now.',
    mn: 'Өөр дэлгүүр яг одоо буцааж байна.',
  },
  'till.refund.recovering': {
    en: 'The books are being restored.',
    mn: 'Бүртгэлийг сэргээж байна.',
  },
  'till.refund.trust-used': {
    en: 'What this store may give without the right is used up for today.',
    mn: 'Эрхгүйгээр буцаах өнөөдрийн дүн дууссан.',
  },
  'till.refund.not-sold-here': {
    en: 'It was not sold here, and the head office does not answer.',
    mn: 'Энд зарагдаагүй, төв оффис хариу өгөхгүй байна.',
  },
  'till.refund.not-found': {
    en: 'No store of the company has sent this receipt.',
    mn: 'Компанийн аль ч дэлгүүр энэ баримтыг илгээгээгүй.',
  },
} as const satisfies AreaTexts
