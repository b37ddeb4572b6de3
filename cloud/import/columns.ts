/** What the files may hold. This text is served with the API's description and with header errors. */
export interface Column {
  readonly name: string
  /** Other spellings of the header that are understood. */
  readonly also?: readonly string[]
  /** A file without this column is refused. */
  readonly isKey?: true
  readonly words: string
}

export interface FileFormat {
  readonly words: string
  readonly columns: readonly Column[]
  /** Columns whose name carries a value. */
  readonly pattern?: { readonly name: string; readonly matches: RegExp; readonly words: string }
}

const acsId = { name: 'acs_id', words: 'code of this record in ACS' }
const active = { name: 'active', words: 'no = no longer used' }
const websiteUrl = {
  name: 'website_url',
  also: ['webiste_url'],
  words: 'http:// or https:// address',
}
const code = (what: string): Column => ({
  name: 'code',
  isKey: true,
  words: `code of the ${what}; a known one is changed, a new one created`,
})

const partnerColumns = [
  { name: 'name', words: 'name; needed for a new one' },
  { name: 'tax_number', words: 'tax or register number, checked by the rules of the country' },
  { name: 'is_vat_payer', words: 'yes or no' },
  { name: 'phone', words: 'with or without the country' },
  { name: 'email', words: 'e-mail address' },
  { name: 'address', also: ['street2'], words: 'one line' },
  acsId,
  { name: 'acs_id_display', words: 'code as ACS shows it' },
  websiteUrl,
  active,
] as const satisfies readonly Column[]

export const fileFormats = {
  products: {
    words: 'Products: a line is a variant, that is what has a code, barcodes, a price and stock.',
    columns: [
      code('product'),
      { name: 'name', words: 'name on till and receipt; needed for a new product' },
      { name: 'variant', words: 'what tells it from its sisters, e.g. red / 42' },
      { name: 'template', words: 'code that its variants share; empty = its own code' },
      { name: 'template_name', words: 'name that its variants share' },
      { name: 'template_acs_id', words: 'code of the template in ACS' },
      {
        name: 'barcodes',
        also: ['barcode', 'ean'],
        words:
          'several are separated by spaces or |; 8, 12 and 13 digits have their check digit checked',
      },
      { name: 'category', words: 'code of a product category; needed for a new product' },
      { name: 'pos_category', words: 'code of a POS category' },
      { name: 'vat_group', words: 'code of a VAT group; needed for a new product' },
      { name: 'uom', also: ['unit'], words: 'unit of measure, e.g. pcs or kg' },
      { name: 'list_price', also: ['price'], words: '12.50 or 12,50; needed for a new product' },
      { name: 'manufacturer', words: 'code of a partner that is a manufacturer' },
      { name: 'supplier', also: ['main_supplier'], words: 'code of a partner that is a supplier' },
      { name: 'agent_margin', words: "the shop's percentage of consigned goods, e.g. 21" },
      { name: 'consigned', words: 'yes or no' },
      { name: 'is_gift', words: 'yes = it sells a gift card' },
      { name: 'may_go_negative', words: 'yes = may be sold without stock' },
      active,
      { ...acsId, words: 'code of the product in ACS' },
    ],
    pattern: {
      name: 'price@STORE, price>=10, price@STORE>=10',
      matches: /^price(@[a-z0-9]{1,12})?(>=\d{1,6}([.,]\d{1,3})?)?$/,
      words: 'price in a store, from a quantity, or both; empty = no such price',
    },
  },
  categories: {
    words:
      'Categories, as a tree: of products for the books, of the POS for the buttons of the till.',
    columns: [
      code('category'),
      { name: 'kind', words: 'product (if left out) or pos' },
      { name: 'name', words: 'name; needed for a new category' },
      { name: 'parent', words: 'code of the category above it, in any order of lines' },
      acsId,
      websiteUrl,
    ],
  },
  warehouses: {
    words: 'Warehouses: each is also the store that sells from it.',
    columns: [
      code('warehouse: 1 to 12 capital letters or digits, unique in the group'),
      { name: 'name', words: 'name on receipts; needed for a new one' },
      { name: 'address', words: 'as on receipts' },
      { name: 'phone', words: 'as on receipts' },
      { name: 'time_zone', words: 'e.g. Asia/Ulaanbaatar' },
      { name: 'receipt_footer', words: 'last words of the receipt' },
      { name: 'label_forms', words: 'forms of weight and price labels, e.g. 22IIIIIWWWWWC' },
      { name: 'cash_account', words: 'ledger account of its cash' },
      { name: 'bank_account', words: 'ledger account of its card takings' },
      acsId,
      active,
    ],
  },
  partners: {
    words: 'Partners: suppliers, manufacturers and customers.',
    columns: [
      code('partner'),
      {
        name: 'roles',
        also: ['role'],
        words: 'customer, supplier, manufacturer; several by space or |',
      },
      { name: 'is_company', words: 'no = a person' },
      { name: 'agent_margin', words: "the shop's percentage of this supplier's consigned goods" },
      { name: 'shared', words: 'yes = a new partner is seen by all companies of the group' },
      ...partnerColumns,
    ],
  },
  customers: {
    words: 'Customers that are legal entities and may ask for an invoice; each has a tax number.',
    columns: [code('customer'), ...partnerColumns],
  },
  members: {
    words: 'Members of the loyalty programmes, shared by all companies of the group.',
    columns: [
      {
        name: 'code',
        words: "the member's number; without it the first card, else the phone, is the number",
      },
      { name: 'name', words: 'name; needed for a new member' },
      { name: 'phone', also: ['mobile'], words: 'of this member only' },
      { name: 'cards', also: ['card'], words: 'card numbers, several by spaces or |' },
      { name: 'email', words: 'e-mail address' },
      { name: 'blocked', words: 'yes = may not use the card' },
      { name: 'partner', words: 'code of the partner this member is' },
      { name: 'level', words: 'level that rules may ask for; empty = none' },
      { name: 'groups', also: ['group'], words: 'groups that rules may ask for, several by |' },
      { name: 'earn_rate', words: 'percent of its own that it earns, e.g. 2.5; empty = none' },
      { name: 'affiliate_code', words: 'code as an affiliate partner; empty = it is none' },
      {
        name: 'affiliate_company',
        words: 'company that it brings customers to; empty = every one',
      },
      { name: 'affiliate_active', words: 'no = its code brings nothing for now' },
      acsId,
    ],
  },
  employees: {
    words: 'Employees who may sign in at a till.',
    columns: [
      code('employee'),
      { name: 'name', words: 'name on receipts; needed for a new employee' },
      { name: 'store', words: 'code of the store; empty = every store of the company' },
      { name: 'pin', words: '4 to 8 digits; needed for a new employee' },
      {
        name: 'rights',
        words:
          'sale price.type discount.give refund refund.points-in-cash shift.close cash.move drawer.open, by space or |',
      },
      acsId,
      active,
    ],
  },
  prices: {
    words: 'Prices beside the list price; store, customer, quantity and start tell them apart.',
    columns: [
      { name: 'product', also: ['code'], isKey: true, words: 'code of the product' },
      { name: 'store', words: 'code of the store; empty = every store' },
      { name: 'customer', words: 'code of a partner that is a customer; empty = everybody' },
      { name: 'min_quantity', words: 'from this quantity on; empty = from any' },
      { name: 'price', isKey: true, words: '12.50 or 12,50; empty takes the price away' },
      { name: 'from', words: 'day YYYY-MM-DD or time with its zone; empty = always' },
      { name: 'to', words: 'last day YYYY-MM-DD, or time with its zone; empty = for ever' },
    ],
  },
  points: {
    words: 'Items that earn points of a programme, for each piece or for each full price.',
    columns: [
      { name: 'programme', isKey: true, words: 'code of a programme of points' },
      { name: 'product', also: ['code'], isKey: true, words: 'code of the product' },
      { name: 'points', isKey: true, words: 'whole points; empty takes the item off the list' },
      { name: 'price', words: 'points for each full 12.50 of the line; empty = for each piece' },
      { name: 'rule_id', words: 'id that stands on what it earns; empty = items' },
    ],
  },
  balances: {
    words:
      'Opening balances: what members bring along, given once for each reference and posted to the books.',
    columns: [
      { name: 'programme', isKey: true, words: 'code of a programme of members, not of vouchers' },
      { name: 'member', words: "the member's number; or else" },
      { name: 'card', words: 'a card of the member; or else' },
      { name: 'phone', also: ['mobile'], words: 'the phone of the member' },
      {
        name: 'amount',
        isKey: true,
        words: 'whole points, or money like 12.50; more than nothing',
      },
      { name: 'ends', words: 'last day YYYY-MM-DD, or time with its zone; empty = never' },
      {
        name: 'reference',
        isKey: true,
        words: 'its own name in the old system: loaded twice, it is given once',
      },
    ],
  },
  vouchers: {
    words:
      'Coupons and gift cards of an older system, found by the codes that are printed on them. A code is loaded once; what is on a card is posted as opening balances are. Kept is a hash of the code only: keep the file as safe as the cards.',
    columns: [
      { name: 'programme', isKey: true, words: 'code of a programme of coupons or gift cards' },
      {
        name: 'code',
        isKey: true,
        words:
          'as it is printed, Latin letters and digits, 6 of them at least; case, spaces and dashes do not count, nor does O for 0, I or L for 1',
      },
      {
        name: 'state',
        isKey: true,
        words:
          'sold or issued (given for nothing) = it can pay; reserved = printed, not sold yet; used, expired or cancelled = a till says why it does not pay',
      },
      {
        name: 'amount',
        also: ['balance'],
        words: 'what is left on a gift card that can pay, like 12.50; 0 if nothing; else empty',
      },
      { name: 'ends', words: 'last day YYYY-MM-DD, or time with its zone; empty = never' },
    ],
  },
} as const satisfies Record<string, FileFormat>

export type ImportKind = keyof typeof fileFormats
export const importKinds = Object.keys(fileFormats) as [ImportKind, ...ImportKind[]]

/** For the page at /docs and for people who sent another header. */
export function describeColumns(kind: ImportKind): string {
  const { words, columns, pattern }: FileFormat = fileFormats[kind]
  const lines = columns.map(({ name, also = [], isKey, words: meaning }) => {
    const others = also.length > 0 ? ` (or \`${also.join('`, `')}\`)` : ''
    return `- \`${name}\`${others}${isKey === true ? ', always needed' : ''}: ${meaning}`
  })
  if (pattern !== undefined) lines.push(`- \`${pattern.name}\`: ${pattern.words}`)
  return [words, ...lines].join('\n')
}
