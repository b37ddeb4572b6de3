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
  'console.coverage': { en: 'Served without internet', mn: 'Интернэтгүй үеийн үйлчилгээ' },
  'console.coverage.note': {
    en: 'Payments with points, cards and coupons that were tried with the internet gone, in the last 30 days, as far as stores have told.',
    mn: 'Сүүлийн 30 хоногт интернэтгүй үед оноо, карт, купоноор төлөхийг оролдсон тоо, дэлгүүрүүдийн мэдээлснээр.',
  },
  'console.coverage.none': {
    en: 'No store was asked for value while its internet was away.',
    mn: 'Интернэтгүй үед ийм төлбөр оролдоогүй байна.',
  },
  'console.coverage.tried': { en: 'Tried', mn: 'Оролдсон' },
  'console.coverage.paid': { en: 'Served', mn: 'Болсон' },
  'console.coverage.share': { en: 'Coverage', mn: 'Хувь' },
  'console.coverage.refused': { en: 'Refused, and why', mn: 'Татгалзсан шалтгаан' },
  'console.coverage.why.offline': { en: 'not leased', mn: 'хуваарилаагүй' },
  'console.coverage.why.online-only': { en: 'online only', mn: 'зөвхөн онлайн' },
  'console.coverage.why.no-time': { en: 'time not known', mn: 'цаг тодорхойгүй' },
  'console.coverage.why.tills-unheard': { en: 'tills not heard', mn: 'касс асаагүй' },
  'console.coverage.why.old-image': { en: 'older disk', mn: 'хуучин диск' },
  'console.coverage.why.in-payment': { en: 'in another payment', mn: 'өөр төлбөрт' },
  'console.coverage.why.too-little': { en: 'too little', mn: 'үлдэгдэл хүрээгүй' },
  'console.coverage.why.not-loaded': { en: 'not loaded yet', mn: 'үлдэгдэл ирээгүй' },
  'console.coverage.why.no-answer': { en: 'no answer', mn: 'хариу ирээгүй' },
  'console.coverage.why.frozen': { en: 'frozen', mn: 'царцаагдсан' },
  'console.coverage.why.no-account': { en: 'no account', mn: 'данс алга' },
  'console.coverage.why.pin-wrong': { en: 'wrong PIN', mn: 'ПИН буруу' },
  'console.coverage.why.pin-locked': { en: 'PIN locked', mn: 'ПИН түгжигдсэн' },
  'console.coverage.why.pin-unset': { en: 'no PIN', mn: 'ПИН-гүй' },
  'console.coverage.why.pin-unchecked': { en: 'PIN not checked', mn: 'ПИН шалгагдаагүй' },
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
  'console.waiting': { en: 'Waiting in boxes that are gone', mn: 'Алга болсон төхөөрөмжид үлдсэн' },
  'console.waiting.note': {
    en: 'What a dead disk or a revoked box was promised, coupons for the next order among it. Its word will not come, so it is nobody’s until its lease has ended: then it can be released to its holders. A sale that a till still keeps may have used it; what then comes in twice is the company’s loss.',
    mn: 'Эвдэрсэн диск, хүчингүй болгосон төхөөрөмжид олгосон эрх, дараагийн захиалгын купон. Мэдээ нь ирэхгүй тул эрхийн хугацаа дуустал хэнийх ч биш, дараа нь эзэмшигчид нь чөлөөлнө. Касс дээр үлдсэн худалдаанд ашигласан байж болно; давхар ирвэл компанийн алдагдал.',
  },
  'console.waiting.none': { en: 'Nothing waits.', mn: 'Үлдсэн зүйл алга.' },
  'console.waiting.revoked': { en: 'revoked', mn: 'хүчингүй' },
  'console.waiting.old-disk': { en: 'earlier disk', mn: 'өмнөх диск' },
  'console.waiting.leases': { en: 'Leases', mn: 'Эрх' },
  'console.waiting.face': { en: 'Face value', mn: 'Нэрлэсэн үнэ' },
  'console.waiting.ready': { en: 'Can be released', mn: 'Чөлөөлж болох' },
  'console.waiting.from': { en: 'from {{at}}', mn: '{{at}}-аас' },
  'console.waiting.release': { en: 'Release', mn: 'Чөлөөлөх' },
  'console.waiting.release.words': {
    en: '{{n}} leases of {{store}} ({{programme}}) have ended unheard. Their holders get them back now; the risk account bears what the box may have given.',
    mn: '{{store}} дэлгүүрийн {{n}} эрхийн ({{programme}}) хугацаа мэдээгүй дууссан. Эзэмшигчид нь одоо буцааж авна; төхөөрөмж олгосон байж болохыг эрсдэлийн данс хариуцна.',
  },
  'console.waiting.released': {
    en: '{{done}} of {{n}} released',
    mn: '{{n}}-аас {{done}} чөлөөлсөн',
  },
  // What stores may do unheard
  'console.policy.change': { en: 'Change', mn: 'Өөрчлөх' },
  'console.policy.units': {
    en: '{{money}}, or {{points}} points',
    mn: '{{money}}, эсвэл {{points}} оноо',
  },
  'console.policy.hq': { en: 'Off: head office decides', mn: 'Унтраалттай: төв оффис шийднэ' },
  'console.lease-policy': {
    en: 'What a store is promised unasked',
    mn: 'Дэлгүүрт урьдчилан өгөх эрх',
  },
  'console.lease-policy.note': {
    en: 'Of each account whose member shops there, so that it can be spent with the internet gone. Never more than half of what is free, and never more than either figure. One figure holds for all programmes: money of store credit, or whole points.',
    mn: 'Тухайн дэлгүүрээр үйлчлүүлдэг гишүүний данс бүрээс, интернэтгүй үед зарцуулахад зориулж өгнө. Чөлөөт үлдэгдлийн хагасаас, мөн доорх хоёр тооноос хэтрэхгүй. Нэг тоо бүх хөтөлбөрт хамаарна: кредитийн мөнгө эсвэл бүтэн оноо.',
  },
  'console.lease-policy.p95': {
    en: 'A usual large redemption',
    mn: 'Ердийн том зарцуулалт',
  },
  'console.lease-policy.p95.hint': {
    en: '19 of 20 customers spend less at once. In units of the programme:',
    mn: '20 үйлчлүүлэгчийн 19 нь нэг удаад үүнээс бага зарцуулна. Хөтөлбөрийн нэгжээр:',
  },
  'console.lease-policy.cap': {
    en: 'At most of one account in one store',
    mn: 'Нэг данснаас нэг дэлгүүрт ихдээ',
  },
  'console.lease-policy.cap.hint': {
    en: 'What can be lost of one account with one box. In units of the programme:',
    mn: 'Нэг төхөөрөмжтэй хамт нэг данснаас алдагдаж болох дүн. Хөтөлбөрийн нэгжээр:',
  },
  'console.lease-policy.forfeitPerDay': {
    en: 'Made good by itself a day',
    mn: 'Өдөрт өөрөө нөхөн олгох',
  },
  'console.lease-policy.forfeitPerDay.hint': {
    en: 'Leases that ended unheard go back to their holders at the risk account’s cost, up to this a day; 0: head office decides on each. In units of the programme:',
    mn: 'Мэдээгүй дууссан эрхийг өдөрт энэ дүн хүртэл эрсдэлийн данснаас эзэмшигчид нь буцаана; 0 бол төв оффис тус бүрд шийднэ. Хөтөлбөрийн нэгжээр:',
  },
  'console.trust': {
    en: 'What stores may give on trust',
    mn: 'Дэлгүүр итгэлээр олгож болох дүн',
  },
  'console.trust.note': {
    en: 'Beyond what they were promised, while nobody hears them and at the company’s risk: what turns out to be too much is booked to the risk account.',
    mn: 'Холбогдоогүй үед, өгсөн эрхээс давуулан, компанийн эрсдэлээр олгоно: илүү гарсныг эрсдэлийн дансанд бичнэ.',
  },
  'console.trust.off': {
    en: 'Off: nothing is given on trust.',
    mn: 'Унтраалттай: итгэлээр юу ч олгохгүй.',
  },
  'console.trust.redemption': {
    en: 'Points and store credit spent',
    mn: 'Оноо, кредит зарцуулах',
  },
  'console.trust.redemption.memberHub': {
    en: 'One member, in one store a day',
    mn: 'Нэг гишүүн, нэг дэлгүүрт өдөрт',
  },
  'console.trust.redemption.hubDay': { en: 'One store a day', mn: 'Нэг дэлгүүр өдөрт' },
  'console.trust.redemption.companyDay': {
    en: 'The whole company a day',
    mn: 'Компани бүхэлдээ өдөрт',
  },
  'console.trust.refund': {
    en: 'Refunds in money of receipts of other stores',
    mn: 'Бусад дэлгүүрийн баримтын мөнгөн буцаалт',
  },
  'console.trust.refund.memberHub': {
    en: 'One receipt, in one store a day',
    mn: 'Нэг баримт, нэг дэлгүүрт өдөрт',
  },
  'console.trust.refund.hubDay': { en: 'One store a day', mn: 'Нэг дэлгүүр өдөрт' },
  'console.trust.refund.companyDay': {
    en: 'The whole company a day',
    mn: 'Компани бүхэлдээ өдөрт',
  },
  'console.trust.memberHub.hint': {
    en: 'What one thief can take in one store. 0 = off.',
    mn: 'Нэг хулгайч нэг дэлгүүрээс авч болох дүн. 0 = унтраалттай.',
  },
  'console.trust.hubDay.hint': {
    en: 'All customers of a store together. 0 = off.',
    mn: 'Дэлгүүрийн бүх үйлчлүүлэгч нийлээд. 0 = унтраалттай.',
  },
  'console.trust.companyDay.hint': {
    en: 'Each store gets an equal share of it, as none knows of the others. 0 = off.',
    mn: 'Дэлгүүрүүд бие биеэ мэдэхгүй тул тэнцүү хуваана. 0 = унтраалттай.',
  },
  'console.trust.exposure': {
    en: 'At risk a day while no store is heard: {{total}}, that is {{each}} for each hub ({{hubs}}).',
    mn: 'Дэлгүүр холбогдохгүй бол өдрийн эрсдэл: {{total}}, төхөөрөмж бүрд {{each}} ({{hubs}}).',
  },
  'console.points-in-cash': {
    en: 'Refunds in cash of what points paid',
    mn: 'Оноогоор төлснийг бэлнээр буцаах',
  },
  'console.points-in-cash.note': {
    en: 'Where goods that points paid come back, a cashier with the right may pay the customer cash instead of the points. Those points do not return.',
    mn: 'Оноогоор төлсөн бараа буцаахад эрхтэй кассчин оноогийн оронд бэлэн мөнгө өгч болно. Тэр оноо эргэж орохгүй.',
  },
  'console.points-in-cash.mode': { en: 'Paid out', mn: 'Бэлнээр олгох' },
  'console.points-in-cash.off': { en: 'No: points go back', mn: 'Үгүй: оноог буцаана' },
  'console.points-in-cash.up-to': { en: 'Up to an amount', mn: 'Тодорхой дүн хүртэл' },
  'console.points-in-cash.no-limit': { en: 'Without a limit', mn: 'Хязгааргүй' },
  'console.points-in-cash.cap': { en: 'At most for one receipt', mn: 'Нэг баримтад ихдээ' },
  'console.points-in-cash.hint': {
    en: 'All refunds of the receipt together, in whatever store.',
    mn: 'Баримтын бүх буцаалт нийлээд, аль ч дэлгүүрт.',
  },
  'console.points-in-cash.is-off': {
    en: 'Off: points are given back as points.',
    mn: 'Унтраалттай: оноог оноогоор буцаана.',
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
