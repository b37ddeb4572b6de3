import { z } from 'zod'
import { TaxType } from '#shared/contracts/basket.ts'
import { CardPairs } from '#shared/contracts/points-programme.ts'
import { Right } from '#shared/contracts/till.ts'
import {
  BasisPoints,
  Code,
  Currency,
  Instant,
  Key,
  Language,
  Money,
  Quantity,
} from '#shared/contracts/units.ts'

/** What the API shows of a record: its id, and the codes of what it points to, as `PUT` takes them. */
export const CompanyView = z
  .object({
    id: Key,
    code: Code,
    name: z.string(),
    taxNumber: z.string(),
    currency: Currency,
    language: Language,
    pricesIncludeVat: z.boolean(),
    surchargeAllowed: z.boolean(),
    cashRounding: z.int(),
    pointsInCashCap: Money.nullable(),
    shownDecimals: z.int(),
    phonePrefix: z.string(),
    acsId: z.string(),
  })
  .meta({ id: 'Company' })

export const StoreView = z
  .object({
    id: Key,
    company: Code,
    code: Code,
    name: z.string(),
    address: z.string(),
    phone: z.string(),
    timeZone: z.string(),
    receiptFooter: z.string(),
    labelForms: z.string(),
    cashAccount: z.string(),
    bankAccount: z.string(),
    acsId: z.string(),
    active: z.boolean(),
  })
  .meta({ id: 'Store' })

export const VatGroupView = z
  .object({
    id: Key,
    code: z.string(),
    name: z.string(),
    taxType: TaxType,
    vatRate: BasisPoints,
    cityTaxRate: BasisPoints,
  })
  .meta({ id: 'CompanyVatGroup' })

export const CategoryView = z
  .object({
    id: Key,
    kind: z.enum(['product', 'pos']),
    code: z.string(),
    name: z.string(),
    parent: z.string().nullable(),
    acsId: z.string(),
    websiteUrl: z.string(),
  })
  .meta({ id: 'Category' })

export const PartnerView = z
  .object({
    id: Key,
    code: z.string(),
    name: z.string(),
    isCustomer: z.boolean(),
    isSupplier: z.boolean(),
    isManufacturer: z.boolean(),
    isCompany: z.boolean(),
    taxNumber: z.string(),
    isVatPayer: z.boolean(),
    phone: z.string(),
    email: z.string(),
    address: z.string(),
    agentMargin: BasisPoints,
    acsId: z.string(),
    acsIdDisplay: z.string(),
    websiteUrl: z.string(),
    shared: z.boolean(),
    active: z.boolean(),
  })
  .meta({ id: 'Partner' })

export const ProductView = z
  .object({
    id: Key,
    code: z.string(),
    name: z.string(),
    variant: z.string(),
    template: z.string(),
    templateName: z.string(),
    templateAcsId: z.string(),
    category: z.string(),
    posCategory: z.string().nullable(),
    vatGroup: z.string(),
    uom: z.string(),
    listPrice: Money,
    manufacturer: z.string().nullable(),
    supplier: z.string().nullable(),
    agentMargin: BasisPoints,
    consigned: z.boolean(),
    isGift: z.boolean(),
    mayGoNegative: z.boolean(),
    active: z.boolean(),
    barcodes: z.array(z.string()),
    acsId: z.string(),
  })
  .meta({ id: 'Product' })

export const PriceView = z
  .object({
    id: Key,
    product: z.string(),
    store: z.string().nullable(),
    customer: z.string().nullable(),
    minQuantity: Quantity,
    price: Money,
    startsAt: Instant.nullable(),
    endsAt: Instant.nullable(),
  })
  .meta({ id: 'Price' })

export const MemberView = z
  .object({
    id: Key,
    code: z.string(),
    name: z.string(),
    phone: z.string(),
    email: z.string(),
    blocked: z.boolean(),
    partner: z.string().nullable(),
    cards: z.array(z.string()),
    level: z.string().nullable(),
    groups: z.array(z.string()),
    earnRate: BasisPoints.nullable(),
    cardPairs: CardPairs,
    affiliateCode: z.string(),
    affiliateCompany: z.string().nullable(),
    affiliateActive: z.boolean(),
    acsId: z.string(),
  })
  .meta({ id: 'Member' })

/** Never with the PIN. */
export const EmployeeView = z
  .object({
    id: Key,
    code: z.string(),
    name: z.string(),
    store: z.string().nullable(),
    rights: z.array(Right),
    acsId: z.string(),
    active: z.boolean(),
  })
  .meta({ id: 'Employee' })
