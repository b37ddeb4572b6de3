import type { AreaTexts } from './catalogue.ts'

/** The till's words. English and Mongolian are complete (tested); the others come with their stores. */
export const tillTexts = {
  // Who, where
  'till.till': { en: 'Till', mn: 'Касс' },
  'till.back': { en: 'Back', mn: 'Буцах' },
  'till.take': { en: 'Apply', mn: 'Хэрэглэх' },
  'till.save': { en: 'Save', mn: 'Хадгалах' },
  'till.search': { en: 'Search', mn: 'Хайх' },
  'till.reason': { en: 'Reason', mn: 'Шалтгаан' },
  'till.remove': { en: 'Remove: {{what}}', mn: 'Хасах: {{what}}' },
  'till.keypad': { en: 'Keypad', mn: 'Тоон товчлуур' },
  'till.keypad.back': { en: 'Delete the last digit', mn: 'Сүүлийн цифрийг арилгах' },
  'till.language': { en: 'Language', mn: 'Хэл' },
  'till.waiting': { en: 'Asking the hub…', mn: 'Төв төхөөрөмжөөс асууж байна…' },
  'till.kept.failed': {
    en: 'This till cannot keep copies of its sales',
    mn: 'Касс борлуулалтын хуулбарыг хадгалж чадсангүй',
  },
  'till.kept.failed.detail': {
    en: 'Selling goes on. Tell a technician: the storage of this browser is full or switched off.',
    mn: 'Борлуулалт үргэлжилнэ. Техникийн ажилтанд хэлнэ үү: хөтчийн санах ой дүүрсэн эсвэл хаалттай байна.',
  },
  'till.kept.refused': {
    en: 'Only on this till, the hub does not take it: {{what}}',
    mn: 'Зөвхөн энэ касст байна, төв төхөөрөмж хүлээж авсангүй: {{what}}',
  },
  'till.kept.refused.fix': {
    en: 'Sell on, but do not clear this browser or replace the till. HQ is told; call a technician ({{reason}}).',
    mn: 'Борлуулалтаа үргэлжлүүлнэ үү. Хөтчийн өгөгдлийг бүү устга, кассыг бүү соль. Төв оффист мэдэгдсэн; техникийн ажилтан дуудна уу ({{reason}}).',
  },
  'till.resumed': {
    en: 'What was on its way is saved.',
    mn: 'Илгээж байсан мэдээлэл хадгалагдлаа.',
  },

  // Pairing
  'till.pair': { en: 'Connect this till', mn: 'Энэ кассыг холбох' },
  'till.pair.how': {
    en: 'Ask the manager for a pairing code of this store and type it here. It works once.',
    mn: 'Дэлгүүрийн ахлахаас холбох код аваад энд бичнэ үү. Код нэг л удаа үйлчилнэ.',
  },
  'till.pair.code': { en: 'Pairing code', mn: 'Холбох код' },
  'till.pair.name': { en: 'Name of this device', mn: 'Төхөөрөмжийн нэр' },
  'till.pair.name.hint': {
    en: 'For example: Till at the door',
    mn: 'Жишээ нь: Хаалганы дэргэдэх касс',
  },
  'till.pair.do': { en: 'Connect', mn: 'Холбох' },
  'till.pair.revoked': {
    en: 'This till is no longer known to the hub. Connect it again with a new code.',
    mn: 'Төв төхөөрөмж энэ кассыг танихаа больсон байна. Шинэ кодоор дахин холбоно уу.',
  },

  // Sign-in
  'till.sign-in': { en: 'Who sells?', mn: 'Хэн борлуулах вэ?' },
  'till.sign-in.how': {
    en: 'Arrow keys choose a name, digits type the PIN.',
    mn: 'Сумаар нэрээ сонгож, тоогоор нууц кодоо оруулна.',
  },
  'till.sign-in.who': { en: 'Cashiers', mn: 'Кассчид' },
  'till.sign-in.enter': { en: 'Sign in', mn: 'Нэвтрэх' },
  'till.sign-out': { en: 'Sign out', mn: 'Гарах' },
  'till.pin.typed': { en: 'PIN: {{n}} digits typed', mn: 'Нууц код: {{n}} цифр бичсэн' },

  // Status
  'till.status': { en: 'State of the till', mn: 'Кассын төлөв' },
  'till.status.till': { en: 'Till {{till}}', mn: 'Касс {{till}}' },
  'till.status.shift': { en: 'shift since {{at}}', mn: 'ээлж {{at}}-с' },
  'till.status.link': { en: 'Cloud', mn: 'Холболт' },
  'till.status.online': { en: 'Online', mn: 'Онлайн' },
  'till.status.offline': { en: 'Offline', mn: 'Офлайн' },
  'till.status.offline-since': { en: 'Offline since {{since}}', mn: '{{since}}-с офлайн' },
  'till.status.prices': { en: 'Prices', mn: 'Үнэ' },
  'till.status.prices.unknown': { en: 'Age unknown', mn: 'Хугацаа тодорхойгүй' },
  'till.status.age.now': { en: 'Up to date', mn: 'Шинэ' },
  'till.status.age.minutes': { en: '{{n}} min old', mn: '{{n}} мин өмнөх' },
  'till.status.age.hours': { en: '{{n}} h old', mn: '{{n}} цаг өмнөх' },
  'till.status.age.days': { en: '{{n}} days old', mn: '{{n}} хоног өмнөх' },
  'till.status.printer': { en: 'Printer', mn: 'Хэвлэгч' },
  'till.status.printer.none': { en: 'None', mn: 'Байхгүй' },
  'till.status.printer.offline': { en: 'Not connected', mn: 'Холбогдоогүй' },
  'till.status.printer.online': { en: 'Ready', mn: 'Бэлэн' },
  'till.status.unsent': { en: 'To be sent', mn: 'Илгээх' },
  'till.status.unsent.none': { en: 'Nothing', mn: 'Байхгүй' },
  'till.hub-lost': {
    en: 'The hub has not answered since {{since}}.',
    mn: 'Төв төхөөрөмж {{since}}-с хариу өгөхгүй байна.',
  },
  'till.hub-lost.fix': {
    en: "Nothing is lost, it is asked again. Check the hub's power and network cable.",
    mn: 'Юу ч алдагдаагүй, дахин асууж байна. Тэжээл, сүлжээний утсыг шалгана уу.',
  },

  // Basket
  'till.basket': { en: 'Basket', mn: 'Сагс' },
  'till.basket.empty': { en: 'Ready for the next customer', mn: 'Дараагийн үйлчлүүлэгчид бэлэн' },
  'till.basket.empty.how': {
    en: 'Scan a product, or type its name or code.',
    mn: 'Бараагаа уншуулах, эсвэл нэр, кодыг нь бичнэ үү.',
  },
  'till.basket.full': { en: 'The basket is full (500 lines).', mn: 'Сагс дүүрсэн (500 мөр).' },
  'till.basket.full.fix': {
    en: 'Take payment for these goods and go on with a new basket.',
    mn: 'Эдгээр барааны төлбөрийг аваад шинэ сагсаар үргэлжлүүлнэ үү.',
  },
  'till.entry': { en: 'Scan or search', mn: 'Уншуулах, хайх' },
  'till.entry.placeholder': { en: 'Barcode, name or code', mn: 'Баркод, барааны нэр, код' },
  'till.scan.unknown': {
    en: 'No product has the barcode {{code}}.',
    mn: '{{code}} баркодтой бараа алга.',
  },
  'till.scan.unknown.fix': {
    en: 'Search by name (F2), or ask for the product to be added.',
    mn: 'Нэрээр нь хайх (F2), эсвэл барааг бүртгүүлнэ үү.',
  },
  'till.scan.expired': {
    en: '{{name}} may not be sold after {{day}}: not put in.',
    mn: '{{name}}: хугацаа нь {{day}}-нд дууссан тул сагсанд хийгээгүй.',
  },
  'till.scan.expired.fix': {
    en: 'Take another piece, and put this one aside.',
    mn: 'Өөр ширхэг авч, үүнийг тусад нь тавина уу.',
  },
  'till.scan.too-fast': {
    en: 'Too many scans are waiting; the last one was not taken.',
    mn: 'Хэт олон уншилт хүлээгдэж байна, сүүлийнхийг аваагүй.',
  },
  'till.scan.too-fast.fix': {
    en: 'Wait a moment and scan it again.',
    mn: 'Түр хүлээгээд дахин уншуулна уу.',
  },
  'till.search.results': { en: 'Found', mn: 'Илэрц' },
  'till.search.how': {
    en: '↑ ↓ choose, Enter adds to the basket, Esc clears.',
    mn: '↑ ↓ сонгох, Enter сагсанд нэмэх, Esc арилгах.',
  },
  'till.search.wait': { en: 'Searching…', mn: 'Хайж байна…' },
  'till.search.empty': { en: 'Nothing has this name or code.', mn: 'Ийм нэр, кодтой бараа алга.' },
  'till.search.none': {
    en: 'Nothing found for “{{text}}”.',
    mn: '“{{text}}” гэж хайхад юу ч олдсонгүй.',
  },
  'till.search.none.fix': {
    en: 'Try the first letters of the name, or the product code.',
    mn: 'Нэрийн эхний үсгүүд эсвэл барааны кодоор хайна уу.',
  },
  'till.products': { en: 'Products', mn: 'Бараа' },
  'till.categories': { en: 'Categories', mn: 'Ангилал' },
  'till.lines': { en: 'Lines of the basket', mn: 'Сагсны мөрүүд' },
  'till.line.less': { en: 'One less', mn: 'Нэгээр хасах' },
  'till.line.more': { en: 'One more', mn: 'Нэгээр нэмэх' },
  'till.line.quantity': { en: 'Quantity', mn: 'Тоо' },
  'till.line.price': { en: 'Price', mn: 'Үнэ' },
  'till.line.list-price': { en: 'List price', mn: 'Үндсэн үнэ' },
  'till.line.discount': { en: 'Discount', mn: 'Хөнгөлөлт' },
  'till.line.difference': { en: 'Discount: {{product}}', mn: 'Хөнгөлөлт: {{product}}' },
  'till.line.surcharge': { en: 'Surcharge: {{product}}', mn: 'Нэмэгдэл: {{product}}' },
  'till.line.tools': { en: 'Chosen line', mn: 'Сонгосон мөр' },
  'till.line.remove': { en: 'Remove', mn: 'Хасах' },
  'till.total': { en: 'Total', mn: 'Нийт дүн' },
  'till.total.due': { en: 'To pay', mn: 'Төлөх дүн' },
  'till.total.goods': { en: 'Goods', mn: 'Тоо ширхэг' },
  'till.total.discounts': { en: 'Discounts', mn: 'Хөнгөлөлт' },
  'till.total.vat': { en: 'VAT', mn: 'НӨАТ' },
  'till.total.vat-of': { en: '{{name}} {{rate}}', mn: '{{name}} {{rate}}' },
  'till.total.city-tax': { en: 'City tax', mn: 'НХАТ' },

  // Discounts
  'till.discount': { en: 'Discount', mn: 'Хөнгөлөлт' },
  'till.discount.order': { en: 'Discount on the whole basket', mn: 'Нийт дүнгээс хөнгөлөх' },
  'till.discount.line': { en: 'Discount: {{product}}', mn: 'Хөнгөлөлт: {{product}}' },
  'till.discount.percent': { en: 'Percent', mn: 'Хувь' },
  'till.discount.fixed': { en: 'Amount', mn: 'Дүн' },
  'till.discount.given': { en: 'Discounts given', mn: 'Өгсөн хөнгөлөлт' },
  'till.discount.most': {
    en: 'At most {{most}} discounts here. Remove one first.',
    mn: 'Энд хамгийн ихдээ {{most}} хөнгөлөлт. Эхлээд нэгийг хасна уу.',
  },
  'till.reason.regular': { en: 'Regular customer', mn: 'Байнгын үйлчлүүлэгч' },
  'till.reason.damaged': { en: 'Damaged goods', mn: 'Гэмтэлтэй бараа' },
  'till.reason.staff': { en: 'Staff', mn: 'Ажилтан' },

  // Numbers
  'till.wrong.amount': {
    en: 'This is no amount. Type digits, for example 12500.',
    mn: 'Дүн буруу байна. Тоогоор бичнэ үү, жишээ нь 12500.',
  },
  'till.wrong.percent': {
    en: 'Type a percentage above 0 and up to 100.',
    mn: '0-ээс их, 100 хүртэлх хувь бичнэ үү.',
  },
  'till.wrong.quantity': {
    en: 'Type a quantity above 0, for example 3 or 0.548.',
    mn: '0-ээс их тоо бичнэ үү, жишээ нь 3 эсвэл 0.548.',
  },

  // Member and customer
  'till.member': { en: 'Member', mn: 'Гишүүн' },
  'till.member.key': { en: 'Card number or phone', mn: 'Картын дугаар эсвэл утас' },
  'till.member.attach': { en: 'Put on this basket', mn: 'Сагсанд холбох' },
  'till.member.detach': { en: 'Take off', mn: 'Салгах' },
  'till.member.phone': { en: 'Phone …{{tail}}', mn: 'Утас …{{tail}}' },
  'till.member.blocked': {
    en: 'This card is blocked. Ask the member to come to the information desk.',
    mn: 'Энэ карт хаагдсан. Гишүүнийг мэдээллийн ширээнд хандуулна уу.',
  },
  'till.customer': { en: 'Invoice', mn: 'Нэхэмжлэх' },
  'till.customer.key': {
    en: 'Tax number or name of the company',
    mn: 'Байгууллагын ТТД эсвэл нэр',
  },
  'till.customer.none': {
    en: 'No company found for “{{key}}”.',
    mn: '“{{key}}” байгууллага олдсонгүй.',
  },
  'till.customer.none.fix': {
    en: 'Check the tax number, or type the first letters of the name.',
    mn: 'ТТД-г шалгах, эсвэл нэрийн эхний үсгүүдийг бичнэ үү.',
  },
  'till.customer.detach': { en: 'No invoice', mn: 'Нэхэмжлэхгүй' },

  // Parked baskets
  'till.park': { en: 'Park', mn: 'Түр хадгалах' },
  'till.park.name': { en: 'Name or mark of the customer', mn: 'Үйлчлүүлэгчийн нэр, тэмдэг' },
  'till.park.unnamed': { en: 'Customer', mn: 'Үйлчлүүлэгч' },
  'till.park.done': { en: 'The basket is parked.', mn: 'Сагсыг түр хадгаллаа.' },
  'till.park.done.how': {
    en: 'Any till of the store can call it back with F8.',
    mn: 'Дэлгүүрийн аль ч кассаас F8 дарж буцаан авна.',
  },
  'till.parked': { en: 'Recall', mn: 'Сагс авах' },
  'till.parked.none': { en: 'No basket is parked.', mn: 'Түр хадгалсан сагс алга.' },
  'till.parked.not-empty': {
    en: 'The open basket is not empty. Take payment or park it first (F7).',
    mn: 'Нээлттэй сагс хоосон биш байна. Эхлээд төлбөрийг авах эсвэл түр хадгална уу (F7).',
  },
  'till.parked.taken': {
    en: 'Another till was first: this basket is no longer parked.',
    mn: 'Өөр касс түрүүлж авсан тул энэ сагс энд алга.',
  },
  'till.parked.row': {
    en: 'Till {{till}} · {{at}} · {{lines}} lines',
    mn: 'Касс {{till}} · {{at}} · {{lines}} мөр',
  },
  'till.parked.how': {
    en: '↑ ↓ choose, Enter calls it back to this till.',
    mn: '↑ ↓ сонгоод Enter дарж энэ кассанд авна.',
  },

  // Payment
  'till.pay': { en: 'Pay', mn: 'Төлөх' },
  'till.pay.left': { en: 'Left to pay', mn: 'Үлдэгдэл төлбөр' },
  'till.pay.amount': { en: 'Amount', mn: 'Дүн' },
  'till.pay.kind': { en: 'Means of payment', mn: 'Төлбөрийн хэлбэр' },
  'till.pay.given': { en: 'Given so far', mn: 'Авсан төлбөр' },
  'till.pay.none-yet': { en: 'Nothing given yet', mn: 'Төлбөр аваагүй байна' },
  'till.pay.slip': { en: 'Slip number', mn: 'Баримтын дугаар' },
  'till.pay.slip.hint': {
    en: "From the card terminal's slip. Never the card number.",
    mn: 'Картын терминалын баримтаас. Картын дугаарыг хэзээ ч бичихгүй.',
  },
  'till.pay.quick': { en: 'Quick amounts', mn: 'Түргэн дүн' },
  'till.pay.exact': { en: 'Exact', mn: 'Яг дүнгээр' },
  'till.pay.add': { en: 'Add', mn: 'Нэмэх' },
  'till.pay.finish': { en: 'Save the sale', mn: 'Хадгалах' },
  'till.pay.rounding': { en: 'Cash rounding', mn: 'Бэлэн мөнгөний бүхэлчлэл' },
  'till.pay.wrong.nothing': { en: 'Type an amount above 0.', mn: '0-ээс их дүн бичнэ үү.' },
  'till.pay.wrong.too-much': {
    en: 'Only cash may be more than what is left. Type the amount left or less.',
    mn: 'Зөвхөн бэлэн мөнгө үлдэгдлээс их байж болно. Үлдэгдэл буюу түүнээс бага дүн бичнэ үү.',
  },
  'till.pay.wrong.card-number': {
    en: 'This looks like a card number. Type the slip number instead.',
    mn: 'Энэ нь картын дугаар шиг байна. Оронд нь баримтын дугаарыг бичнэ үү.',
  },
  'till.tender.cash': { en: 'Cash', mn: 'Бэлэн мөнгө' },
  'till.tender.card': { en: 'Card', mn: 'Карт' },
  'till.tender.cash-on-delivery': { en: 'On delivery', mn: 'Хүргэлтээр' },
  'till.tender.store-credit': { en: 'Store credit', mn: 'Кредит' },
  'till.tender.gift-card': { en: 'Gift card', mn: 'Бэлгийн карт' },
  'till.tender.points': { en: 'Points', mn: 'Оноо' },
  'till.change': { en: 'Change', mn: 'Хариулт' },
  'till.price-changed': { en: 'The price has changed', mn: 'Үнэ өөрчлөгдсөн' },
  'till.price-changed.why': {
    en: 'The catalogue changed since this total was shown. Tell the customer the new total.',
    mn: 'Энэ дүнг харуулснаас хойш үнэ өөрчлөгдсөн. Үйлчлүүлэгчид шинэ дүнг хэлнэ үү.',
  },
  'till.price-changed.before': { en: 'Before', mn: 'Өмнө' },
  'till.price-changed.after': { en: 'Now', mn: 'Одоо' },
  'till.price-changed.accept': { en: 'Go on with the new total', mn: 'Шинэ дүнгээр үргэлжлүүлэх' },
  'till.saved': { en: 'Saved', mn: 'Хадгалагдлаа' },
  'till.saved.refund': { en: 'Refund saved', mn: 'Буцаалт хадгалагдлаа' },
  'till.saved.next': { en: 'Next customer', mn: 'Дараагийн үйлчлүүлэгч' },
  'till.unanswered': { en: 'Waiting for the hub', mn: 'Төв төхөөрөмжийн хариуг хүлээж байна' },
  'till.unanswered.sale': {
    en: 'The sale is not confirmed yet. Do not ring it up again.',
    mn: 'Борлуулалт хараахан баталгаажаагүй. Дахин бүү борлуул.',
  },
  'till.unanswered.refund': {
    en: 'The refund is not confirmed yet. Do not give it twice.',
    mn: 'Буцаалт хараахан баталгаажаагүй. Хоёр дахин бүү буцаа.',
  },
  'till.unanswered.cash': {
    en: 'The cash movement is not confirmed yet.',
    mn: 'Мөнгөний хөдөлгөөн хараахан баталгаажаагүй.',
  },
  'till.unanswered.shift-open': {
    en: 'The opening of the shift is not confirmed yet.',
    mn: 'Ээлжийн нээлт хараахан баталгаажаагүй.',
  },
  'till.unanswered.shift-close': {
    en: 'The closing of the shift is not confirmed yet.',
    mn: 'Ээлжийн хаалт хараахан баталгаажаагүй.',
  },
  'till.unanswered.reprint': {
    en: 'The reprint is not confirmed yet.',
    mn: 'Дахин хэвлэлт хараахан баталгаажаагүй.',
  },
  'till.unanswered.how': {
    en: 'It is sent again with the same number until the hub answers, so it can never count twice.',
    mn: 'Хариу иртэл ижил дугаараар дахин илгээх тул хоёр дахин бүртгэгдэхгүй.',
  },
  'till.unanswered.tries': {
    en: 'Sent {{tries}} times in {{seconds}} s.',
    mn: '{{seconds}} секундэд {{tries}} удаа илгээсэн.',
  },

  // Receipts and refunds
  'till.receipts': { en: 'Receipts', mn: 'Баримт' },
  'till.receipts.search': {
    en: 'Receipt number, or scan its QR code',
    mn: 'Баримтын дугаар, эсвэл QR кодыг уншуулах',
  },
  'till.receipts.none': { en: 'No receipt found.', mn: 'Баримт олдсонгүй.' },
  'till.receipts.more': { en: 'Show older ones', mn: 'Хуучныг харуулах' },
  'till.receipt.number': { en: 'Receipt', mn: 'Баримтын дугаар' },
  'till.receipt.reprint': { en: 'Print again', mn: 'Дахин хэвлэх' },
  'till.receipt.refund-of': { en: 'Refund of {{number}}', mn: '{{number}} баримтын буцаалт' },
  'till.receipt.given-back': { en: '{{n}} given back', mn: '{{n}} буцаасан' },
  'till.refund': { en: 'Refund', mn: 'Буцаалт' },
  'till.refund.title': { en: 'Refund of {{number}}', mn: 'Буцаалт: {{number}}' },
  'till.refund.how': {
    en: '↑ ↓ choose a line, + and − say how many come back.',
    mn: '↑ ↓ мөр сонгох, + − буцаах тоог өөрчлөх.',
  },
  'till.refund.all': { en: 'Everything', mn: 'Бүгдийг' },
  'till.refund.give': { en: 'To give back', mn: 'Буцаан өгөх дүн' },
  'till.refund.reason': { en: 'Reason of the refund', mn: 'Буцаалтын шалтгаан' },
  'till.refund.reason.wanted': {
    en: 'Say why the goods come back.',
    mn: 'Бараа яагаад буцаж байгааг бичнэ үү.',
  },
  'till.refund.tender': { en: 'How the money goes back', mn: 'Мөнгө буцаах хэлбэр' },
  'till.refund.as-paid': { en: 'As it was paid', mn: 'Төлсөн хэлбэрээр' },
  'till.refund.finish': { en: 'Save the refund', mn: 'Буцаалтыг хадгалах' },
  'till.reason.faulty': { en: 'Faulty', mn: 'Доголдолтой' },
  'till.reason.changed-mind': { en: 'Changed mind', mn: 'Бодлоо өөрчилсөн' },
  'till.reason.mistake': { en: 'Rung up wrongly', mn: 'Буруу бүртгэсэн' },
  'till.print.queued': { en: 'Printing is queued', mn: 'Хэвлэх дараалалд орсон' },
  'till.print.accepted': { en: 'The printer has the receipt', mn: 'Хэвлэгч хүлээж авсан' },
  'till.print.printing': { en: 'Printing', mn: 'Хэвлэж байна' },
  'till.print.waiting': { en: 'The printer waits', mn: 'Хэвлэгч хүлээж байна' },
  'till.print.done': { en: 'Printed', mn: 'Хэвлэгдсэн' },
  'till.print.failed': { en: 'Not printed', mn: 'Хэвлэгдээгүй' },
  'till.print.unknown': {
    en: 'It is not known whether it was printed',
    mn: 'Хэвлэгдсэн эсэх тодорхойгүй',
  },

  // Shift
  'till.shift': { en: 'Shift', mn: 'Ээлж' },
  'till.shift.open': { en: 'Open the shift', mn: 'Ээлж нээх' },
  'till.shift.open.why': {
    en: '{{name}}, count the cash in the drawer before the first sale.',
    mn: '{{name}}, эхний борлуулалтын өмнө кассын мөнгөө тоолно уу.',
  },
  'till.shift.opening-cash': { en: 'Cash at the start', mn: 'Эхний бэлэн мөнгө' },
  'till.shift.expected-cash': { en: 'Cash expected', mn: 'Байх ёстой бэлэн мөнгө' },
  'till.shift.counted-cash': { en: 'Cash counted', mn: 'Тоолсон бэлэн мөнгө' },
  'till.shift.difference.none': { en: 'Difference', mn: 'Зөрүү' },
  'till.shift.difference.over': { en: 'Over', mn: 'Илүүдэл' },
  'till.shift.difference.short': { en: 'Short', mn: 'Дутагдал' },
  'till.shift.counts': {
    en: 'Receipts: {{receipts}} · refunds: {{refunds}}',
    mn: 'Баримт: {{receipts}} · буцаалт: {{refunds}}',
  },
  'till.shift.close': { en: 'Close the shift', mn: 'Ээлж хаах' },
  'till.shift.close.open-basket': {
    en: 'A basket is still open. It stays on this till for the next shift.',
    mn: 'Нээлттэй сагс байна. Дараагийн ээлжид энэ кассанд үлдэнэ.',
  },
  'till.shift.closed': { en: 'The shift is closed', mn: 'Ээлж хаагдлаа' },
  'till.count.hint': { en: 'The sum of all notes and coins', mn: 'Бүх дэвсгэрт, зоосны нийлбэр' },
  'till.count.notes': { en: 'Count by notes and coins', mn: 'Дэвсгэртээр тоолох' },
  'till.cash.in': { en: 'Cash in', mn: 'Мөнгө нэмэх' },
  'till.cash.out': { en: 'Cash out', mn: 'Мөнгө авах' },
  'till.cash.reason.wanted': {
    en: 'Say what the cash is for.',
    mn: 'Мөнгө юунд зориулагдсаныг бичнэ үү.',
  },
  'till.drawer.open': { en: 'Open the drawer', mn: 'Мөнгөний хайрцаг нээх' },
  'till.drawer.opened': { en: 'The drawer is open.', mn: 'Мөнгөний хайрцаг нээгдлээ.' },

  // Problems and their fixes
  'till.problem.no-answer': {
    en: 'The hub does not answer',
    mn: 'Төв төхөөрөмж хариу өгөхгүй байна',
  },
  'till.problem.no-answer.detail': {
    en: 'The hub did not answer in time.',
    mn: 'Төв төхөөрөмж хугацаандаа хариу өгсөнгүй.',
  },
  'till.fix.sign-in': {
    en: 'Check the PIN or the code and try again.',
    mn: 'Нууц код, холбох кодоо шалгаад дахин оролдоно уу.',
  },
  'till.fix.right': {
    en: 'This needs a right that you do not have. Ask the manager.',
    mn: 'Үүнд таны эрх хүрэхгүй. Ахлахаас асууна уу.',
  },
  'till.fix.not-found': {
    en: 'Check the number and try again.',
    mn: 'Дугаараа шалгаад дахин оролдоно уу.',
  },
  'till.fix.conflict': {
    en: 'Look at what has changed and try again.',
    mn: 'Өөрчлөгдсөн зүйлийг шалгаад дахин оролдоно уу.',
  },
  'till.fix.wait': { en: 'Wait a moment and try again.', mn: 'Түр хүлээгээд дахин оролдоно уу.' },
  'till.fix.hub': {
    en: "Check the hub's power and network, then try again.",
    mn: 'Төв төхөөрөмжийн тэжээл, сүлжээг шалгаад дахин оролдоно уу.',
  },
  'till.fix.check': {
    en: 'Correct what is named here and try again.',
    mn: 'Дурдсан зүйлийг засаад дахин оролдоно уу.',
  },

  'till.problem.wrong-pin': {
    en: 'Wrong PIN. Tries left: {{n}}',
    mn: 'Нууц код буруу. Үлдсэн оролдлого: {{n}}',
  },
  'till.problem.locked': {
    en: 'Too many wrong PINs: this name is locked until {{at}}.',
    mn: 'Нууц кодыг олон удаа буруу оруулсан тул {{at}} хүртэл түгжсэн.',
  },
  'till.right.sale': {
    en: 'Only a signed-in cashier with the right to sell may do this.',
    mn: 'Зөвхөн борлуулах эрхтэй, нэвтэрсэн кассчин үүнийг хийнэ.',
  },
  'till.right.price.type': { en: 'You may not type a price.', mn: 'Та үнэ өөрчлөх эрхгүй.' },
  'till.right.discount.give': {
    en: 'You may not give a discount.',
    mn: 'Та хөнгөлөлт өгөх эрхгүй.',
  },
  'till.right.refund': { en: 'You may not make a refund.', mn: 'Та буцаалт хийх эрхгүй.' },
  'till.right.shift.close': {
    en: 'You may not open or close a shift.',
    mn: 'Та ээлж нээх, хаах эрхгүй.',
  },
  'till.right.cash.move': {
    en: 'You may not put cash in or take it out.',
    mn: 'Та мөнгө нэмэх, авах эрхгүй.',
  },
  'till.right.refund.points-in-cash': {
    en: 'You may not pay points out in cash.',
    mn: 'Та оноог бэлнээр олгох эрхгүй.',
  },
  'till.right.drawer.open': {
    en: 'You may not open the drawer.',
    mn: 'Та мөнгөний хайрцаг нээх эрхгүй.',
  },

  // Help
  'till.functions': { en: 'Functions', mn: 'Үйлдлүүд' },
  'till.help': { en: 'Help', mn: 'Тусламж' },
  'till.help.scan': {
    en: 'A scan goes into the basket wherever you are, coupons too; only while paying the basket stands still, and a gift card pays.',
    mn: 'Хаанаас ч уншуулсан бараа, купон сагсанд орно. Төлбөр авах үед сагс өөрчлөгдөхгүй, бэлгийн карт төлнө.',
  },
  'till.help.search': { en: 'Search by name or code', mn: 'Нэр, кодоор хайх' },
  'till.help.pay': { en: 'Take payment', mn: 'Төлбөр авах' },
  'till.help.customer': { en: 'Company that wants an invoice', mn: 'Нэхэмжлэх авах байгууллага' },
  'till.help.member': { en: 'Member by card or phone', mn: 'Карт, утсаар гишүүн хайх' },
  'till.help.park': { en: 'Park this basket', mn: 'Сагсыг түр хадгалах' },
  'till.help.parked': { en: 'Call a parked basket back', mn: 'Хадгалсан сагс авах' },
  'till.help.receipts': {
    en: 'Receipts, refund, print again',
    mn: 'Баримт, буцаалт, дахин хэвлэх',
  },
  'till.help.shift': { en: 'Shift, cash, drawer, sign out', mn: 'Ээлж, мөнгө, хайрцаг, гарах' },
  'till.help.coupons': { en: 'Coupons and gift cards', mn: 'Купон, бэлгийн карт' },
  'till.help.partner': { en: 'Partner who sent the customer', mn: 'Үйлчлүүлэгчийг илгээсэн түнш' },
  'till.help.back': { en: 'Back, or clear the field', mn: 'Буцах, талбарыг арилгах' },
  'till.help.lines': { en: 'Choose a line', mn: 'Мөр сонгох' },
  'till.help.step': { en: 'One more, one less', mn: 'Нэгээр нэмэх, хасах' },
  'till.help.quantity': { en: 'Quantity of the line', mn: 'Мөрийн тоо' },
  'till.help.price': { en: 'Price of the line', mn: 'Мөрийн үнэ' },
  'till.help.discount': { en: 'Discount on the line', mn: 'Мөрийн хөнгөлөлт' },
  'till.help.remove': { en: 'Remove the line', mn: 'Мөр хасах' },
  'till.help.twelve': { en: 'Twelve of the chosen line', mn: 'Сонгосон мөрийг 12 болгох' },
  'till.help.tab': { en: 'To the categories and products', mn: 'Ангилал, бараа руу шилжих' },
} as const satisfies AreaTexts
