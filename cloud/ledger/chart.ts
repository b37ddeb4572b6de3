export const accountTypes = ['asset', 'liability', 'equity', 'income', 'expense'] as const
export type AccountType = (typeof accountTypes)[number]

/** What an account is for; posting rules name roles, never codes. */
export const accountRoles = [
  'cash',
  'bank',
  'cash-on-delivery',
  'cash-transit',
  'store-credit',
  'gift-cards',
  'points',
  'sales',
  'vat-payable',
  'city-tax-payable',
  'cash-rounding',
  'cash-difference',
  'value-corrections',
  'value-risk',
  'value-escrow',
  'value-captured',
  'unexplained-receipts',
  'coupons',
  'loyalty-partner',
  'value-pending',
  'points-cost',
  'points-expired',
  'value-expired',
] as const
export type AccountRole = (typeof accountRoles)[number]

/** One of these per company, per store or per VAT group. `{…}` is filled from the master data. */
export interface ChartLine {
  readonly role: AccountRole
  readonly per: 'company' | 'store' | 'vat-group'
  readonly code: string
  readonly name: string
  readonly type: AccountType
}

export const chart: readonly ChartLine[] = [
  { role: 'cash', per: 'store', code: '{cash}', name: 'Cash, {name}', type: 'asset' },
  { role: 'bank', per: 'store', code: '{bank}', name: 'Bank, {name}', type: 'asset' },
  {
    role: 'cash-on-delivery',
    per: 'store',
    code: 'COD-{code}',
    name: 'Cash on delivery, {name}',
    type: 'asset',
  },
  {
    role: 'cash-transit',
    per: 'company',
    code: 'CASH-TRANSIT',
    name: 'Cash put in and taken out',
    type: 'asset',
  },
  {
    role: 'store-credit',
    per: 'company',
    code: 'STORE-CREDIT',
    name: 'Store credit owed to members',
    type: 'liability',
  },
  {
    role: 'gift-cards',
    per: 'company',
    code: 'GIFT-CARDS',
    name: 'Gift cards owed to their holders',
    type: 'liability',
  },
  {
    role: 'points',
    per: 'company',
    code: 'POINTS',
    name: 'Points owed to members',
    type: 'liability',
  },
  {
    role: 'unexplained-receipts',
    per: 'company',
    code: 'UNEXPLAINED',
    name: 'Receipts in quarantine',
    type: 'liability',
  },
  {
    role: 'vat-payable',
    per: 'vat-group',
    code: 'VAT-{code}',
    name: 'VAT payable, {name}',
    type: 'liability',
  },
  {
    role: 'city-tax-payable',
    per: 'company',
    code: 'CITY-TAX',
    name: 'City tax payable',
    type: 'liability',
  },
  { role: 'sales', per: 'vat-group', code: 'SALES-{code}', name: 'Sales, {name}', type: 'income' },
  {
    role: 'cash-rounding',
    per: 'company',
    code: 'CASH-ROUNDING',
    name: 'Cash rounding',
    type: 'income',
  },
  {
    role: 'cash-difference',
    per: 'company',
    code: 'CASH-DIFFERENCE',
    name: 'Cash over and short',
    type: 'expense',
  },
  {
    role: 'value-corrections',
    per: 'company',
    code: 'VALUE-CORRECTIONS',
    name: 'Stored value given and corrected by HQ',
    type: 'expense',
  },
  {
    role: 'value-risk',
    per: 'company',
    code: 'VALUE-RISK',
    name: 'Stored value lost: trust, forfeits, overspends',
    type: 'expense',
  },
  {
    role: 'value-escrow',
    per: 'company',
    code: 'VALUE-ESCROW',
    name: 'Forfeited leases whose hubs were not heard',
    type: 'liability',
  },
  {
    role: 'value-captured',
    per: 'company',
    code: 'VALUE-CAPTURED',
    name: 'Stored value that a web shop took in payment',
    type: 'liability',
  },
  {
    role: 'coupons',
    per: 'company',
    code: 'COUPONS',
    name: 'Coupons sold and not used',
    type: 'liability',
  },
  {
    role: 'loyalty-partner',
    per: 'company',
    code: 'LOYALTY-PARTNER',
    name: 'Points of partners, owed to them or by them',
    type: 'liability',
  },
  {
    role: 'value-pending',
    per: 'company',
    code: 'VALUE-PENDING',
    name: "Refunds as credit that wait for the selling store's word",
    type: 'liability',
  },
  {
    role: 'points-cost',
    per: 'company',
    code: 'POINTS-COST',
    name: 'Points given, less those that paid as a discount',
    type: 'expense',
  },
  {
    role: 'points-expired',
    per: 'company',
    code: 'POINTS-EXPIRED',
    name: 'Points that ended unused',
    type: 'income',
  },
  {
    role: 'value-expired',
    per: 'company',
    code: 'VALUE-EXPIRED',
    name: 'Store credit and gift cards that ended unused',
    type: 'income',
  },
]
