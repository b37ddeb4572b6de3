import type { AreaTexts } from './catalogue.ts'

/** What a till says of stored value: balances, and why something cannot be spent here now. */
export const tillValueTexts = {
  'till.value': { en: 'On account', mn: 'Дансанд байгаа' },
  'till.value.as-of': { en: 'balance of {{age}}', mn: 'үлдэгдэл: {{age}}' },
  'till.value.ago.now': { en: 'just now', mn: 'сая' },
  'till.value.ago.minutes': { en: '{{n}} min ago', mn: '{{n}} мин өмнө' },
  'till.value.ago.hours': { en: '{{n}} h ago', mn: '{{n}} цаг өмнө' },
  'till.value.ago.days': { en: '{{n}} days ago', mn: '{{n}} хоног өмнө' },
  'till.value.spendable': {
    en: 'To be spent here now: {{amount}}',
    mn: 'Одоо энд зарцуулж болох: {{amount}}',
  },
  'till.value.pay-otherwise': {
    en: 'Take less, or money for the rest.',
    mn: 'Бага дүн авах эсвэл үлдсэнийг мөнгөөр авна уу.',
  },
  'till.value.refused': {
    en: '{{spendable}} of {{asked}} can be spent here now.',
    mn: 'Одоо энд {{asked}}-өөс {{spendable}} зарцуулж болно.',
  },
  'till.value.frozen': {
    en: 'The account is frozen. Only the head office can lift it.',
    mn: 'Данс царцаагдсан. Зөвхөн төв оффис нээнэ.',
  },
  'till.value.blocked': {
    en: 'The card is blocked. Only the head office can lift it.',
    mn: 'Карт хаагдсан. Зөвхөн төв оффис нээнэ.',
  },
  'till.value.offline': {
    en: 'The internet is away: only what is set aside for this store. The rest works when it is back.',
    mn: 'Интернэт тасарсан тул зөвхөн энэ дэлгүүрт хуваарилсан хэсэг. Үлдсэн нь интернэт орж ирэхэд болно.',
  },
  'till.value.online-only': {
    en: 'It can be spent only while the internet is there.',
    mn: 'Зөвхөн интернэттэй үед зарцуулна.',
  },
  'till.value.no-time': {
    en: 'The hub has started without the internet and cannot be sure of the time. It works when the internet is back.',
    mn: 'Төв төхөөрөмж интернэтгүй асаад цагаа шалгаж чадаагүй. Интернэт орж ирэхэд болно.',
  },
  'till.value.tills-unheard': {
    en: 'The hub has started and waits for all tills. Switch on every till of this store.',
    mn: 'Төв төхөөрөмж дахин асаад бүх кассыг хүлээж байна. Дэлгүүрийн бүх кассыг асаана уу.',
  },
  'till.value.old-image': {
    en: "The hub's disk is an older copy. It works when the head office was asked.",
    mn: 'Төв төхөөрөмжийн диск хуучин хуулбар байна. Төв оффистой холбогдсоны дараа болно.',
  },
  'till.value.in-payment': {
    en: 'Another payment in progress has it. Finish or give up that one.',
    mn: 'Өөр төлбөрт ашиглагдаж байна. Түүнийг дуусгах эсвэл цуцална уу.',
  },
  'till.value.not-loaded': {
    en: 'This store spends only what the head office last sent. What came in since counts a little later.',
    mn: 'Энэ дэлгүүр төв оффисоос сүүлд ирсэн үлдэгдлийг л зарцуулна. Дараа нэмэгдсэн нь удахгүй тооцогдоно.',
  },
  'till.value.too-little': {
    en: 'No more is free. If another store holds the rest, try again in a minute.',
    mn: 'Чөлөөт үлдэгдэл хүрэхгүй. Өөр дэлгүүрт байвал нэг минутын дараа дахин оролдоно уу.',
  },
  'till.value.no-answer': {
    en: 'The head office did not answer in time. Try again.',
    mn: 'Төв оффис хугацаандаа хариулсангүй. Дахин оролдоно уу.',
  },
  'till.value.recovering': {
    en: 'The head office is restoring its books. Try again later.',
    mn: 'Төв оффис бүртгэлээ сэргээж байна. Дараа дахин оролдоно уу.',
  },
  'till.value.no-account': {
    en: 'There is no such account.',
    mn: 'Ийм данс алга.',
  },
  'till.value.not-valid': {
    en: 'It is not valid: printed only, used, ended or cancelled.',
    mn: 'Хүчингүй: зөвхөн хэвлэгдсэн, ашиглагдсан, хугацаа дууссан эсвэл цуцлагдсан.',
  },
  'till.value.pin-needed': {
    en: "The member's PIN is needed.",
    mn: 'Гишүүний ПИН код шаардлагатай.',
  },
  'till.value.pin-wrong': { en: 'The PIN is wrong.', mn: 'ПИН код буруу байна.' },
  'till.value.pin-locked': {
    en: 'Too many wrong PINs: it is locked for a while. HQ can unlock it.',
    mn: 'ПИН кодыг олон удаа буруу оруулсан тул түр түгжигдлээ. Төв оффис тайлж болно.',
  },
  'till.value.pin-locked.until': {
    en: 'It opens again at {{at}}. Until then pay otherwise; no points were deducted.',
    mn: '{{at}} цагт нээгдэнэ. Түүнээс өмнө өөрөөр төлнө үү; оноо хасагдаагүй.',
  },
  'till.value.pin.fix': {
    en: 'No points were deducted. Try again (F12), or pay otherwise.',
    mn: 'Оноо хасагдаагүй. Дахин оролдох (F12) эсвэл өөрөөр төлнө үү.',
  },
  'till.value.pin-unset': {
    en: 'This member has no PIN yet: HQ sets it.',
    mn: 'Энэ гишүүнд ПИН код алга: төв оффис тохируулна.',
  },
  'till.value.pin-unchecked': {
    en: 'Without internet the PIN cannot be checked here: this card was not looked up while there was internet.',
    mn: 'Интернэтгүй үед ПИН кодыг энд шалгах боломжгүй: энэ картыг холболттой үед уншуулаагүй байна.',
  },
} as const satisfies AreaTexts
