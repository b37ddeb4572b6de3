import type { AreaTexts } from './catalogue.ts'

/** What the console says of leases, the risk account and the liability. */
export const consoleLeaseTexts = {
  'console.nav.leases': { en: 'Leases and risk', mn: 'Эрх ба эрсдэл' },
  'console.leases.note': {
    en: 'What stores may spend while nobody hears them, and what that costs when it is lost.',
    mn: 'Холбогдоогүй үед дэлгүүрүүд юу зарцуулж болох, алдагдвал ямар үнэтэй болох.',
  },
  'console.leases.by-store': { en: 'Leases by store', mn: 'Дэлгүүрийн эрхүүд' },
  'console.leases.no-hubs': { en: 'The company has no hub yet.', mn: 'Компанид төхөөрөмж алга.' },
  'console.leases.heard': { en: 'Last heard', mn: 'Сүүлд холбогдсон' },
  'console.leases.ago': { en: '{{age}} ago', mn: '{{age}} өмнө' },
  'console.leases.open': { en: 'Open leases', mn: 'Нээлттэй эрх' },
  'console.leases.none': { en: 'The hub holds no lease.', mn: 'Төхөөрөмжид эрх алга.' },
  'console.leases.exposure': {
    en: 'What it can still give while it is not heard',
    mn: 'Холбогдоогүй үедээ зарцуулж болох дүн',
  },
  'console.leases.exposure.note': {
    en: 'Added up over {{n}} leases, as far as the hub has told.',
    mn: '{{n}} эрхийн нийлбэр, төхөөрөмжийн мэдээлснээр.',
  },
  'console.leases.left': { en: 'Can still give', mn: 'Зарцуулж болох' },
  'console.leases.ended': { en: 'Of it ended unheard', mn: 'Үүнээс мэдээгүй дууссан' },
  'console.leases.forfeited': { en: 'Forfeited', mn: 'Эрсдэлд шилжсэн' },
  'console.leases.holder': { en: 'Whose', mn: 'Хэнийх' },
  'console.leases.end': { en: 'Declare lost', mn: 'Алдагдсан гэх' },
  'console.leases.forfeit': { en: 'Forfeit', mn: 'Эрсдэлд шилжүүлэх' },
  'console.leases.forfeit.words': {
    en: 'The lease ended and its store was not heard. Its holder gets {{amount}} back now; the risk account bears what the store may have given.',
    mn: 'Эрхийн хугацаа дууссан, дэлгүүрээс мэдээ ирээгүй. Эзэмшигчид {{amount}} одоо буцаж, дэлгүүр зарцуулсан байж болох дүнг эрсдэлийн данс хариуцна.',
  },
  'console.leases.write-off': { en: 'Write off', mn: 'Хаах' },
  'console.leases.write-off.words': {
    en: 'Nobody waits for the hub any longer: {{amount}} counts as not spent.',
    mn: 'Төхөөрөмжийг хүлээхгүй: {{amount}} зарцуулаагүйд тооцно.',
  },
  'console.risk': { en: 'Risk account', mn: 'Эрсдэлийн данс' },
  'console.risk.note': {
    en: 'Each account opens its entries: what was made good, what came back, what was written off.',
    mn: 'Данс бүр бичилтээ нээнэ: нөхөн олгосон, буцаж ирсэн, хассан дүн.',
  },
  'console.risk.none': { en: 'Nothing was ever forfeited.', mn: 'Эрсдэлд шилжсэн зүйл алга.' },
  'console.risk.account': { en: 'Account', mn: 'Данс' },
  'console.risk.VALUE-RISK': {
    en: 'Risk: made good and lost',
    mn: 'Эрсдэл: нөхөн олгосон, алдсан',
  },
  'console.risk.VALUE-ESCROW': {
    en: 'Escrow of forfeited leases: waits for the hub',
    mn: 'Шилжүүлсэн эрхийн барьцаа: төхөөрөмжөө хүлээж буй',
  },
  'console.risk.VALUE-CAPTURED': { en: 'Captured by web shops', mn: 'Цахим дэлгүүр авсан' },
} as const satisfies AreaTexts
