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
    name: 'Store credit given and corrected by HQ',
    type: 'expense',
  },
  {
    role: 'value-risk',
    per: 'company',
    code: 'VALUE-RISK',
    name: 'Store credit lost: trust, forfeits, overspends',
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
    name: 'Store credit that a web shop took in payment',
    type: 'liability',
  },
]
