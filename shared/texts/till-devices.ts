import type { WeighFault } from '../contracts/device.ts'
import type { AreaTexts } from './catalogue.ts'

/** What the till says of scanners, labels, card readers and scales. */
export const tillDeviceTexts = {
  'till.card.refused': {
    en: 'That was a payment card: it is not read here, and nothing of it was kept.',
    mn: 'Энэ бол төлбөрийн карт: энд уншихгүй, юу ч хадгалаагүй.',
  },
  'till.card.refused.fix': {
    en: 'Use the payment terminal; ask for the member’s card.',
    mn: 'Төлбөрийн терминал ашиглаж, гишүүний картыг асууна уу.',
  },
  'till.card.member': { en: '{{name}} is in the basket.', mn: '{{name}} сагсанд орлоо.' },
  'till.card.unknown': {
    en: 'No member has this card.',
    mn: 'Энэ картыг эзэмшдэг гишүүн алга.',
  },
  'till.card.unknown.fix': {
    en: 'Ask for the phone number (F6).',
    mn: 'Утасны дугаараар хайна уу (F6).',
  },
  'till.card.unreadable': { en: 'The card was not read.', mn: 'Карт уншигдсангүй.' },
  'till.card.unreadable.fix': {
    en: 'Show it again, or ask for the phone number (F6).',
    mn: 'Дахин уншуулах эсвэл утасны дугаараар хайна уу (F6).',
  },
  'till.card.foreign': {
    en: 'That is not a card of this company.',
    mn: 'Энэ нь манай компанийн карт биш байна.',
  },
  'till.scan.unreadable': {
    en: 'The scanner read no whole code.',
    mn: 'Уншигч кодыг бүтэн уншсангүй.',
  },
  'till.scan.unreadable.fix': {
    en: 'Scan it again, or type the number under the bars.',
    mn: 'Дахин уншуулах эсвэл зураасны доорх дугаарыг бичнэ үү.',
  },
  'till.label.blank': {
    en: 'The label has no weight or price on it.',
    mn: 'Шошгон дээр жин, үнэ алга.',
  },
  'till.label.blank.fix': {
    en: 'Have a new one printed, with the goods on the scale.',
    mn: 'Барааг жин дээр тавиад шинэ шошго хэвлүүлнэ үү.',
  },
  'till.label.unknown': {
    en: 'The label is of goods {{code}}, which no product has.',
    mn: 'Шошго нь {{code}} барааных, тийм бараа бүртгэлгүй.',
  },
  'till.card.while-paying': {
    en: 'The card was not taken: the basket is being paid.',
    mn: 'Төлбөр тооцож байгаа тул картыг аваагүй.',
  },
  'till.card.while-paying.fix': {
    en: 'Close the payment (Esc) and show the card again.',
    mn: 'Төлбөрийг хааж (Esc), картаа дахин уншуулна уу.',
  },
  'till.scale.weighing': { en: '{{name}}: weighing…', mn: '{{name}}: жинлэж байна…' },
  'till.scale.motion': {
    en: 'The scale does not come to rest.',
    mn: 'Жин тогтохгүй байна.',
  },
  'till.scale.over': { en: 'Too heavy for the scale.', mn: 'Жинд хэт хүнд байна.' },
  'till.scale.under': {
    en: 'The scale is below zero.',
    mn: 'Жин тэгээс доош байна.',
  },
  'till.scale.zero': { en: 'Nothing lies on the scale.', mn: 'Жин дээр юу ч алга.' },
  'till.scale.silent': { en: 'The scale does not answer.', mn: 'Жин хариу өгөхгүй байна.' },
  'till.scale.silent.fix': {
    en: 'Type the weight, and have cable and power of the scale looked at.',
    mn: 'Жинг бичнэ үү. Жингийн утас, тэжээлийг шалгуулна уу.',
  },
  'till.scale.fix': {
    en: 'Put the goods on it, take the hands off and try again.',
    mn: 'Барааг дээр нь тавьж, гараа аваад дахин оролдоно уу.',
  },
  'till.drawer.failed': {
    en: 'The drawer did not open: open it with its key.',
    mn: 'Мөнгөний хайрцаг нээгдсэнгүй: түлхүүрээр нь нээнэ үү.',
  },
  'till.device.receipt-printer': {
    en: 'Sales go on; what waits is printed then.',
    mn: 'Борлуулалт үргэлжилнэ; хүлээж буйг дараа нь хэвлэнэ.',
  },
  'till.device.barcode-scanner': {
    en: 'Type the codes, or search by name.',
    mn: 'Кодыг бичих эсвэл нэрээр хайна уу.',
  },
  'till.device.card-reader': {
    en: 'Find members by phone (F6).',
    mn: 'Гишүүнийг утасны дугаараар хайна уу (F6).',
  },
  'till.device.customer-display': {
    en: 'Tell the customer the total.',
    mn: 'Нийт дүнг үйлчлүүлэгчид хэлнэ үү.',
  },
  'till.device.scale': { en: 'Type the weights.', mn: 'Жинг бичиж оруулна уу.' },
  'till.device.several': {
    en: 'Selling goes on: type codes and weights, and tell the technician.',
    mn: 'Борлуулалт үргэлжилнэ: код, жинг бичиж, техникчид хэлнэ үү.',
  },
} as const satisfies AreaTexts

/** What the till says of a scale that gave no weight. */
export const scaleWords = {
  motion: 'till.scale.motion',
  over: 'till.scale.over',
  under: 'till.scale.under',
  outside: 'till.scale.under',
  zero: 'till.scale.zero',
  silent: 'till.scale.silent',
  offline: 'till.scale.silent',
} as const satisfies Record<WeighFault | 'offline', keyof typeof tillDeviceTexts>
