import type { AreaTexts } from './catalogue.ts'

/** What the console says of a receipt's value: who may refund it, and points paid out in cash. */
export const consoleReceiptTexts = {
  'console.refund-right': { en: 'The right to refund', mn: 'Буцаалт хийх эрх' },
  'console.refund-right.holder': { en: 'Held by', mn: 'Эрх хаана' },
  'console.refund-right.holder.hub': {
    en: 'the store that sold it',
    mn: 'борлуулсан дэлгүүрт',
  },
  'console.refund-right.holder.recalled': {
    en: 'asked back from the store that sold it',
    mn: 'борлуулсан дэлгүүрээс эргүүлэн хүссэн',
  },
  'console.refund-right.holder.cloud': {
    en: 'head office: any store may ask for it',
    mn: 'төв оффист: аль ч дэлгүүр хүсэж болно',
  },
  'console.refund-right.refunded': { en: 'Given back', mn: 'Буцаасан' },
  'console.refund-right.left': { en: 'May still be given back', mn: 'Буцааж болох' },
  'console.refund-right.granted': {
    en: '{{store}} was granted {{amount}} and has not said what became of it.',
    mn: '{{store}} дэлгүүрт {{amount}} буцаах эрх олгосон, хариу мэдээ ирээгүй.',
  },
  'console.refund-right.over.unused': {
    en: 'Its whole journal came in later, without this refund: nobody used it.',
    mn: 'Дараа нь журнал нь бүрэн ирсэн ч энэ буцаалт байхгүй: ашиглаагүй.',
  },
  'console.refund-right.over.void': {
    en: 'The disk of its box is gone, and with it what it may have paid out.',
    mn: 'Төхөөрөмжийн диск алга болсон, олгосон байж болох мөнгөний мэдээ хамт алга.',
  },
  'console.refund-right.over.revoked': {
    en: 'Its box was revoked: it sends nothing more.',
    mn: 'Төхөөрөмжийг хүчингүй болгосон: дахин мэдээ ирэхгүй.',
  },
  'console.refund-right.in-use': {
    en: 'The store may still use it. Wait until it has sent its journal (after {{from}}), or revoke its box.',
    mn: 'Дэлгүүр ашиглаж болзошгүй. Журнал нь бүрэн иртэл хүлээх ({{from}}-аас хойш), эсвэл төхөөрөмжийг хүчингүй болгоно.',
  },
  'console.refund-right.give-up': { en: 'Give it up', mn: 'Олголтыг цуцлах' },
  'console.refund-right.give-up.words': {
    en: 'Another store may then give back {{amount}} of this receipt. Should the refund of {{store}} still come in, the company bears what was given twice.',
    mn: 'Үүний дараа өөр дэлгүүр энэ баримтаас {{amount}} буцааж болно. {{store}} дэлгүүрийн буцаалт хожим ирвэл давхар олгосон дүнг компани хариуцна.',
  },
  'console.receipt.points-in-cash': {
    en: 'Paid in cash for points',
    mn: 'Оноогийн оронд бэлнээр олгосон',
  },
  'console.receipt.points-in-cash.points': {
    en: '{{points}} points do not return',
    mn: '{{points}} оноо эргэж орохгүй',
  },
} as const satisfies AreaTexts
