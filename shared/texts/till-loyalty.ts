import type { AreaTexts } from './catalogue.ts'

/** What a till says of points, coupons and gift cards. */
export const tillLoyaltyTexts = {
  // Points
  'till.points.n': { en: '{{n}} points', mn: '{{n}} оноо' },
  'till.points.earns': { en: '+{{points}} with this receipt', mn: 'энэ баримтаар +{{points}}' },
  'till.points.pay': { en: 'Pay with points', mn: 'Оноогоор төлөх' },
  'till.points.programme': { en: 'Programme', mn: 'Хөтөлбөр' },
  'till.points.pin': {
    en: "The member types the card's PIN",
    mn: 'Гишүүн картын ПИН кодоо оруулна',
  },
  'till.points.pin.done': { en: 'Next', mn: 'Үргэлжлүүлэх' },
  'till.points.pairs': { en: 'What may be paid', mn: 'Төлж болох сонголт' },
  'till.points.no-pairs': {
    en: 'These points do not reach for any payment of this receipt.',
    mn: 'Оноо нь энэ баримтын аль ч төлбөрт хүрэхгүй байна.',
  },
  'till.points.how': {
    en: '↑ ↓ choose, Enter deducts the points at once. Removing the payment returns them.',
    mn: '↑ ↓ сонгоод Enter дарахад оноо шууд хасагдана. Төлбөрийг хасвал оноо буцна.',
  },
  'till.points.how.several': {
    en: '↑ ↓ choose, + and − say how many, Enter deducts the points at once.',
    mn: '↑ ↓ сонгож, + ба − товчоор тоог нь өөрчлөөд Enter дарахад оноо шууд хасагдана.',
  },
  'till.points.most': { en: 'The most: {{amount}}', mn: 'Хамгийн их: {{amount}}' },
  'till.points.take': { en: 'Pay with these points', mn: 'Энэ оноогоор төлөх' },
  'till.points.take-all': {
    en: 'Pay {{amount}} with {{points}}',
    mn: '{{points}}-гоор {{amount}} төлөх',
  },
  'till.points.amount': {
    en: 'Amount to pay with points, at most {{amount}}',
    mn: 'Оноогоор төлөх дүн, дээд тал нь {{amount}}',
  },
  'till.points.uses': { en: '{{points}} pay {{amount}}', mn: '{{points}}-гоор {{amount}} төлнө' },
  'till.points.wrong': {
    en: 'Type an amount above 0 and up to {{amount}}.',
    mn: '0-ээс их, {{amount}} хүртэлх дүн бичнэ үү.',
  },
  'till.points.could': { en: 'can pay {{amount}}', mn: '{{amount}} төлж болно' },
  'till.points.could-not': { en: 'nothing of this receipt', mn: 'энэ баримтад ашиглахгүй' },
  'till.points.can': {
    en: 'Now it could be {{amount}} with {{points}}.',
    mn: 'Одоо {{points}}-гоор {{amount}} төлж болно.',
  },
  'till.points.not.no-programme': {
    en: 'This programme is not known here.',
    mn: 'Энэ хөтөлбөр энд танигдсангүй.',
  },
  'till.points.not.no-paying': {
    en: 'This programme does not pay, it only collects.',
    mn: 'Энэ хөтөлбөрийн оноогоор төлөхгүй, зөвхөн цуглуулна.',
  },
  'till.points.not.not-now': {
    en: 'These points do not pay at this time.',
    mn: 'Энэ оноогоор одоо төлөх боломжгүй цаг байна.',
  },
  'till.points.not.wrong-store': {
    en: 'These points do not pay in this store.',
    mn: 'Энэ дэлгүүрт энэ оноогоор төлөхгүй.',
  },
  'till.points.not.wrong-member': {
    en: 'These points do not pay for this member.',
    mn: 'Энэ гишүүн оноогоор төлөх боломжгүй.',
  },
  'till.points.not.wrong-customer': {
    en: 'These points do not pay for this buyer.',
    mn: 'Энэ худалдан авагч оноогоор төлөх боломжгүй.',
  },
  'till.points.not.minimum-amount': {
    en: 'The receipt is too small for points.',
    mn: 'Оноогоор төлөхөд баримтын дүн хүрэхгүй байна.',
  },
  'till.points.not.minimum-quantity': {
    en: 'There are too few goods for points.',
    mn: 'Оноогоор төлөхөд барааны тоо хүрэхгүй байна.',
  },
  'till.points.not.no-items': {
    en: 'None of these goods may be paid with points.',
    mn: 'Эдгээр бараанаас оноогоор төлөх нь алга.',
  },
  'till.points.not.too-little': {
    en: 'There are not enough points.',
    mn: 'Оноо хүрэлцэхгүй байна.',
  },
  'till.points.not.above-due': {
    en: 'That is more than these goods cost.',
    mn: 'Барааны үнээс их байна.',
  },
  'till.points.not.above-share': {
    en: 'Points may not pay that much of a receipt.',
    mn: 'Оноогоор баримтын ийм их хэсгийг төлөхгүй.',
  },
  'till.points.not.not-offered': {
    en: 'This payment is not offered any more.',
    mn: 'Энэ сонголт одоо байхгүй.',
  },
  'till.points.not.too-many-payments': {
    en: 'That is more payments than the programme allows on one receipt.',
    mn: 'Нэг баримтад зөвшөөрсөн тооноос олон байна.',
  },
  'till.points.not.worth-nothing': {
    en: 'So few points are worth nothing.',
    mn: 'Ийм цөөн оноо юу ч төлөхгүй.',
  },

  // The payment
  'till.pay.available': { en: 'On the card', mn: 'Картад байгаа' },
  'till.pay.given-back': {
    en: 'Points and cards were given back.',
    mn: 'Оноо, картын дүнг буцаалаа.',
  },
  'till.pay.given-back.how': {
    en: 'Nothing is deducted until it is chosen again in the payment (F3).',
    mn: 'Төлбөрт (F3) дахин сонгох хүртэл юу ч хасагдахгүй.',
  },
  'till.pay.coupon-first': {
    en: '{{name}} is a coupon: it changes the total. Go back (Esc) and scan it there.',
    mn: '{{name}} нь купон тул нийт дүнг өөрчилнө. Буцаж (Esc) уншуулна уу.',
  },

  // Coupons
  'till.coupon': { en: 'Coupon', mn: 'Купон' },
  'till.coupons': { en: 'Coupons', mn: 'Купон' },
  'till.coupon.code': {
    en: 'Code of a coupon or gift card: scan or type it',
    mn: 'Купон, бэлгийн картын код: уншуулах эсвэл бичих',
  },
  'till.coupon.empty': {
    en: 'No coupon in this basket yet. A code can be scanned at any time, also without this window.',
    mn: 'Сагсанд купон алга. Кодыг хэзээ ч, энэ цонхгүйгээр ч уншуулж болно.',
  },
  'till.coupon.none': {
    en: 'No coupon or gift card has the code {{code}}.',
    mn: '{{code}} кодтой купон, бэлгийн карт алга.',
  },
  'till.coupon.none.fix': {
    en: 'Check the sixteen characters. A new one is known here once it has come from the head office.',
    mn: '16 тэмдэгтийг шалгана уу. Шинэ код төв оффисоос ирсний дараа энд танигдана.',
  },
  'till.coupon.taken': { en: '{{name}} is in the basket.', mn: '{{name}} сагсанд орлоо.' },
  'till.coupon.here-already': {
    en: '{{name}} is in the basket already.',
    mn: '{{name}} сагсанд аль хэдийн байна.',
  },
  'till.coupon.most': {
    en: 'At most {{most}} coupons on one receipt.',
    mn: 'Нэг баримтад хамгийн ихдээ {{most}} купон.',
  },
  'till.coupon.done': { en: 'Done', mn: 'Болсон' },
  'till.coupon.for-line': { en: 'For which line', mn: 'Аль мөрөнд' },
  'till.coupon.for-all': { en: 'Wherever it may', mn: 'Боломжтой бүх бараанд' },
  'till.coupon.only-for': { en: 'Only for {{lines}}', mn: 'Зөвхөн {{lines}}' },
  'till.coupon.to-add': {
    en: 'Add {{n}} × {{product}}: it is free.',
    mn: '{{n}} × {{product}} нэмбэл үнэгүй.',
  },
  'till.coupon.add': { en: 'Add', mn: 'Нэмэх' },
  'till.coupon.other': { en: 'another offer', mn: 'өөр урамшуулал' },
  'till.coupon.cannot-now': {
    en: 'A coupon of this basket cannot be used here now.',
    mn: 'Сагсны купоныг одоо энд ашиглах боломжгүй.',
  },
  'till.coupon.remove-it': {
    en: 'Go back (Esc) and remove it (F11), or try again.',
    mn: 'Буцаж (Esc) купоныг хасах (F11) эсвэл дахин оролдоно уу.',
  },
  'till.coupon.not': { en: '{{name}} cannot be used.', mn: '{{name}} ашиглах боломжгүй.' },
  'till.coupon.issued': {
    en: 'Coupon for the next purchase',
    mn: 'Дараагийн худалдан авалтын купон',
  },
  'till.coupon.taken.cancelled': {
    en: 'The coupon {{code}} that this order brought is cancelled: take the paper back.',
    mn: 'Энэ худалдан авалтаас өгсөн {{code}} купон хүчингүй боллоо: цаасыг буцааж авна уу.',
  },
  'till.coupon.taken.used': {
    en: 'The coupon {{code}} that this order brought was used already: it stays with the customer.',
    mn: 'Энэ худалдан авалтаас өгсөн {{code}} купоныг ашигласан тул үйлчлүүлэгчид үлдэнэ.',
  },
  'till.coupon.taken.not-here': {
    en: 'The coupon {{code}} that this order brought could not be cancelled: another store or payment has it, or the internet is away. It stays valid; take the paper back if you can.',
    mn: 'Энэ худалдан авалтаас өгсөн {{code}} купоныг хүчингүй болгож чадсангүй: өөр дэлгүүр эсвэл төлбөрт байна, эсвэл интернэт алга. Купон хүчинтэй хэвээр; боломжтой бол цаасыг авна уу.',
  },
  'till.coupon.until': { en: 'valid until {{day}}', mn: '{{day}} хүртэл' },
  'till.coupon.state.reserved': {
    en: 'It was printed, but not sold or given out yet.',
    mn: 'Хэвлэгдсэн боловч хараахан зарагдаагүй, олгогдоогүй.',
  },
  'till.coupon.state.used': { en: 'It was used before.', mn: 'Өмнө нь ашигласан.' },
  'till.coupon.state.expired': { en: 'It has expired.', mn: 'Хугацаа нь дууссан.' },
  'till.coupon.state.cancelled': {
    en: 'The head office has cancelled it.',
    mn: 'Төв оффис цуцалсан.',
  },
  'till.coupon.missing.amount': {
    en: '{{amount}} more to the minimum.',
    mn: 'Доод дүнд {{amount}} дутуу.',
  },
  'till.coupon.missing.quantity': {
    en: '{{n}} more to the minimum.',
    mn: 'Доод тоонд {{n}} дутуу.',
  },
  'till.coupon.missing.product': {
    en: 'Missing: {{n}} × {{product}}.',
    mn: 'Дутуу: {{n}} × {{product}}.',
  },
  'till.coupon.why.unknown': {
    en: 'Not known here. It works once it has come from the head office.',
    mn: 'Энд танигдсангүй. Төв оффисоос ирсний дараа болно.',
  },
  'till.coupon.why.used': { en: 'Used before.', mn: 'Өмнө нь ашигласан.' },
  'till.coupon.why.expired': { en: 'Expired.', mn: 'Хугацаа дууссан.' },
  'till.coupon.why.cancelled': { en: 'Cancelled.', mn: 'Цуцлагдсан.' },
  'till.coupon.why.held': {
    en: 'Another payment in progress has it. Finish or give up that one.',
    mn: 'Өөр төлбөрт ашиглагдаж байна. Түүнийг дуусгах эсвэл цуцална уу.',
  },
  'till.coupon.why.reserved': { en: 'Not given out yet.', mn: 'Хараахан олгогдоогүй.' },
  'till.coupon.why.not-sold': {
    en: 'Only a sold coupon is accepted.',
    mn: 'Зөвхөн зарагдсан купон хүчинтэй.',
  },
  'till.coupon.why.wrong-currency': { en: 'It is in another currency.', mn: 'Өөр валюттай.' },
  'till.coupon.why.minimum-amount': {
    en: 'The purchase is too small.',
    mn: 'Худалдан авалтын дүн хүрэхгүй.',
  },
  'till.coupon.why.not-now': {
    en: 'Not at this day or time.',
    mn: 'Энэ өдөр, цагт хүчингүй.',
  },
  'till.coupon.why.wrong-store': { en: 'Not in this store.', mn: 'Энэ дэлгүүрт хүчингүй.' },
  'till.coupon.why.wrong-member': {
    en: 'Only for the member that it was made for: load the card (F6).',
    mn: 'Зөвхөн эзэмшигч гишүүнд: картыг уншуулна уу (F6).',
  },
  'till.coupon.why.wrong-customer': {
    en: 'Not for this buyer.',
    mn: 'Энэ худалдан авагчид хамаарахгүй.',
  },
  'till.coupon.why.wrong-product': {
    en: 'Not for these goods.',
    mn: 'Эдгээр бараанд хамаарахгүй.',
  },
  'till.coupon.why.minimum-quantity': {
    en: 'There are too few pieces.',
    mn: 'Барааны тоо хүрэхгүй.',
  },
  'till.coupon.why.limit-reached': {
    en: 'No more of these on one receipt.',
    mn: 'Нэг баримтад үүнээс олныг авахгүй.',
  },
  'till.coupon.why.excluded-by': {
    en: 'Does not go together with {{by}}.',
    mn: '{{by}}-тай хамт хэрэглэхгүй.',
  },
  'till.coupon.why.beaten-by': {
    en: '{{by}} is better for the customer.',
    mn: '{{by}} үйлчлүүлэгчид илүү ашигтай.',
  },
  'till.coupon.why.nothing-left': {
    en: 'There is nothing left to take off.',
    mn: 'Хасах дүн үлдээгүй.',
  },

  // Gift cards
  'till.gift-card.code': {
    en: 'Scan the gift card or type its code',
    mn: 'Бэлгийн карт уншуулах, кодыг бичих',
  },
  'till.gift-card.code.how': {
    en: 'Several cards may pay one receipt, one after the other.',
    mn: 'Нэг баримтыг хэд хэдэн картаар дараалан төлж болно.',
  },
  'till.gift-card.holds': {
    en: '{{name}} holds {{amount}}',
    mn: '{{name}} {{amount}} үлдэгдэлтэй',
  },
  'till.gift-card.how': {
    en: 'It pays in the payment: F3, then F8.',
    mn: 'Төлбөрт ашиглана: F3, дараа нь F8.',
  },
  'till.gift-card.unsold': {
    en: '{{name}} is not sold yet and worth nothing.',
    mn: '{{name}} хараахан зарагдаагүй тул үнэгүй.',
  },
  'till.gift-card.unsold.how': {
    en: 'To sell it, take its product first; the till then asks for the card.',
    mn: 'Зарахын тулд эхлээд барааг нь сонгоно; дараа нь касс картыг асууна.',
  },
  'till.load.code': { en: 'Scan the card or type its code', mn: 'Картыг уншуулах, кодыг бичих' },
  'till.load.how': {
    en: 'It becomes worth its amount when the sale is saved.',
    mn: 'Борлуулалт хадгалагдахад картын дүн хүчинтэй болно.',
  },
  'till.load.amount': { en: 'Amount on the card', mn: 'Картад хийх дүн' },
  'till.load.put': { en: 'Put in the basket', mn: 'Сагсанд нэмэх' },
  'till.load.card': { en: '{{name}} …{{tail}}', mn: '{{name}} …{{tail}}' },
  'till.load.not.in-basket': {
    en: 'This card is sold with this very basket. Take another card.',
    mn: 'Энэ картыг яг энэ сагсаар зарж байна. Өөр карт авна уу.',
  },
  'till.load.not.unknown': {
    en: 'No card has this code. Check it, or take another card.',
    mn: 'Ийм кодтой карт алга. Шалгах эсвэл өөр карт авна уу.',
  },
  'till.load.not.wrong-store': {
    en: "It is another store's stock. Take one of this store's.",
    mn: 'Өөр дэлгүүрийн карт байна. Энэ дэлгүүрийнхийг авна уу.',
  },
  'till.load.not.sold-already': {
    en: 'It was sold or given out before. Take another one.',
    mn: 'Өмнө нь зарагдсан эсвэл олгогдсон. Өөрийг авна уу.',
  },
  'till.load.not.not-reloadable': {
    en: 'Such a card is loaded only once. Sell a new one.',
    mn: 'Ийм картыг зөвхөн нэг удаа цэнэглэнэ. Шинийг зарна уу.',
  },
  'till.load.not.in-work': {
    en: 'Another till is selling it or pays with it. Finish or give up that one.',
    mn: 'Өөр касс зарж эсвэл төлж байна. Түүнийг дуусгах эсвэл цуцална уу.',
  },
  'till.load.not.used': {
    en: 'It was used. Take another one.',
    mn: 'Ашиглагдсан. Өөрийг авна уу.',
  },
  'till.load.not.ended': {
    en: 'Its time is over. Take another one.',
    mn: 'Хугацаа дууссан. Өөрийг авна уу.',
  },
  'till.load.not.cancelled': {
    en: 'The head office has cancelled it. Take another one.',
    mn: 'Төв оффис цуцалсан. Өөрийг авна уу.',
  },
  'till.load.not.frozen': {
    en: 'This card is frozen. Only the head office can lift it.',
    mn: 'Энэ карт царцаагдсан. Зөвхөн төв оффис нээнэ.',
  },
  'till.load.not.offline': {
    en: "The internet is away, and only the head office knows whether this card was sold. A card of this store's stock works now.",
    mn: 'Интернэт тасарсан тул зарагдсан эсэхийг зөвхөн төв оффис мэднэ. Энэ дэлгүүрийн карт одоо болно.',
  },
  'till.load.not.in-other-store': {
    en: "Another store is selling this very card. Take one of this store's stock.",
    mn: 'Өөр дэлгүүр яг энэ картыг зарж байна. Энэ дэлгүүрийн картыг авна уу.',
  },
  'till.load.not.no-answer': {
    en: "The head office did not say in time whether this card was sold. Try again, or take one of this store's stock.",
    mn: 'Карт зарагдсан эсэхийг төв оффис хугацаандаа хариулсангүй. Дахин оролдох эсвэл энэ дэлгүүрийн картыг авна уу.',
  },
  'till.load.not.too-little': {
    en: 'At least {{limit}} is put on such a card.',
    mn: 'Ийм картад хамгийн багадаа {{limit}} хийнэ.',
  },
  'till.load.not.too-much': {
    en: 'At most {{limit}} is put on such a card.',
    mn: 'Ийм картад хамгийн ихдээ {{limit}} хийнэ.',
  },
  'till.load.not.pays-itself': {
    en: 'A card does not pay for its own load. Take another means of payment.',
    mn: 'Карт өөрийн цэнэглэлтийг төлөхгүй. Өөр төлбөр авна уу.',
  },
  'till.load.not.no-voucher': {
    en: 'A gift product is sold with its card. Remove the line, take the product again and scan the card.',
    mn: 'Бэлгийн барааг карттай нь зарна. Мөрийг хасаад барааг дахин сонгож картыг уншуулна уу.',
  },
  'till.load.fix': {
    en: 'Remove that line, or take another card for it.',
    mn: 'Тэр мөрийг хасах эсвэл өөр карт авна уу.',
  },

  // Affiliate partner
  'till.partner': { en: 'Partner', mn: 'Түнш' },
  'till.partner.key': { en: "Partner's code or phone", mn: 'Түншийн код эсвэл утас' },
  'till.partner.no-credit': {
    en: 'No credit yet, as far as this store knows.',
    mn: 'Энэ дэлгүүрийн мэдээллээр кредит хараахан алга.',
  },
  'till.partner.not.none': {
    en: 'This person is no affiliate partner.',
    mn: 'Энэ хүн түнш биш байна.',
  },
  'till.partner.not.inactive': {
    en: "This partner's code is switched off. The head office can switch it on.",
    mn: 'Энэ түншийн код идэвхгүй байна. Төв оффис идэвхжүүлж болно.',
  },
  'till.partner.not.elsewhere': {
    en: 'This partner brings customers to another company of the group, not to this one.',
    mn: 'Энэ түнш группын өөр компанид үйлчлүүлэгч илгээдэг, энэ компанид биш.',
  },
  'till.partner.not.blocked': {
    en: 'This partner is blocked. Sell without the partner.',
    mn: 'Энэ түнш хаагдсан байна. Түншгүйгээр борлуулна уу.',
  },
  'till.partner.remove': {
    en: 'Take the partner off with × and go on; nothing else is lost.',
    mn: '× дарж түншийг хасаад үргэлжлүүлнэ үү; бусад нь хэвээр.',
  },
  'till.partner.sent-by': { en: 'Sent by {{name}}', mn: '{{name}} илгээсэн' },

  // Receipts and refunds
  'till.loyalty': { en: 'Points of this receipt', mn: 'Баримтын оноо' },
  'till.loyalty.before': { en: 'Balance before', mn: 'Өмнөх үлдэгдэл' },
  'till.loyalty.collected': { en: 'Collected', mn: 'Цуглуулсан' },
  'till.loyalty.spent': { en: 'Spent', mn: 'Зарцуулсан' },
  'till.loyalty.after': { en: 'New balance', mn: 'Шинэ үлдэгдэл' },
  'till.loyalty.status.pending': {
    en: "The programme's operator has not confirmed it yet: an estimate.",
    mn: 'Хөтөлбөрийн оператор хараахан баталгаажуулаагүй тул урьдчилсан дүн.',
  },
  'till.loyalty.status.refused': {
    en: "The programme's operator has refused it.",
    mn: 'Хөтөлбөрийн оператор татгалзсан.',
  },
  'till.loyalty.status.unknown': {
    en: "It is not known whether the programme's operator has it.",
    mn: 'Хөтөлбөрийн операторт хүрсэн эсэх тодорхойгүй.',
  },
  'till.refund.points.back': {
    en: '{{name}}: {{points}} return to the card.',
    mn: '{{name}}: {{points}} картад буцна.',
  },
  'till.refund.points.taken': {
    en: '{{name}}: {{points}} that were collected are taken back.',
    mn: '{{name}}: цуглуулсан {{points}} хасагдана.',
  },
  'till.refund.gift-card': {
    en: 'What a gift card paid goes back to the gift card first.',
    mn: 'Бэлгийн картаар төлсөн хэсэг эхлээд картад буцна.',
  },
  'till.refund.coupons': {
    en: 'Coupons on these goods: {{n}}. Each is good again when all of its goods have come back.',
    mn: 'Эдгээр барааны купон: {{n}}. Бараа бүгд буцахад купон дахин хүчинтэй болно.',
  },
  'till.refund.issued': {
    en: 'Coupons that this order brought: {{n}}. Unused ones are cancelled once everything has come back.',
    mn: 'Энэ худалдан авалтаас өгсөн купон: {{n}}. Бараа бүгд буцахад ашиглаагүй нь хүчингүй болно.',
  },
  'till.refund.loads': {
    en: 'A sold card or coupon is taken back only unspent.',
    mn: 'Зарсан карт, купоныг зөвхөн ашиглаагүй бол буцаана.',
  },
} as const satisfies AreaTexts
