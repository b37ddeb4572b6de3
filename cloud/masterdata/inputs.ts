import { z } from 'zod'
import { TaxType } from '#shared/contracts/basket.ts'
import { CardPairs } from '#shared/contracts/points-programme.ts'
import { Right } from '#shared/contracts/till.ts'
import {
  BasisPoints,
  Code,
  Currency,
  Instant,
  Language,
  Money,
  Quantity,
} from '#shared/contracts/units.ts'
import { labelForm } from '#shared/domain/barcodes/measure-label.ts'
import { isBlank, unseenWords } from '#shared/domain/blank.ts'

/**
 * What the API and the CSV import may say of a record. A field left out stays as it is, or gets its
 * default in a new record, so `PUT` by code may be repeated and may name a single field.
 */
const printable = /^\P{Cc}*$/u
const line = (max: number) =>
  z.string().trim().max(max).regex(printable, 'must be one line of text')
const text = (max: number) => line(max).overwrite((given) => (isBlank(given) ? '' : given))
const name = (max: number) =>
  line(max)
    .min(1, { abort: true })
    .refine((given) => !isBlank(given), {
      error: ({ input }) => `${unseenWords(String(input))}; write what can be read`,
    })

/** Code of a product, category, partner, member or employee: any short text. */
export const ItemCode = name(40).meta({ id: 'ItemCode' })
const acsId = text(60).optional().meta({ description: 'Code of this record in ACS.' })
const url = text(300)
  .regex(/^(https?:\/\/\S+)?$/, 'must start with http:// or https://')
  .optional()
const flag = z.boolean().optional()
const ref = ItemCode.or(z.literal('')).optional()

export const CompanyInput = z
  .object({
    name: name(200).optional(),
    taxNumber: text(20).optional(),
    currency: Currency.optional(),
    language: Language.optional(),
    pricesIncludeVat: flag,
    surchargeAllowed: flag,
    cashRounding: z.int().min(1).max(100_000).optional(),
    pointsInCashCap: Money.min(0).nullable().optional().meta({
      description:
        'The most that refunds of one receipt pay out in cash for points (right `refund.points-in-cash`); null = no limit. A new company has 0.',
    }),
    shownDecimals: z.int().min(0).max(2).optional(),
    phonePrefix: z
      .string()
      .regex(/^\+\d{1,4}$/, 'must be + and 1 to 4 digits, e.g. +976')
      .optional(),
    acsId,
  })
  .meta({ id: 'CompanyInput' })
export type CompanyInput = z.infer<typeof CompanyInput>

export const labelFormsFix = 'write 13 signs such as 22IIIIIWWWWWC or 23IIIIIPPPPPC'
/** EAN-13 labels with weight or price, as the stores' scales print them. */
export const LabelForms = text(200)
  .refine((forms) => forms === '' || forms.split(/[\s,]+/).every((form) => labelForm.test(form)), {
    message: labelFormsFix,
  })
  .meta({ description: 'Such as `22IIIIIWWWWWC, 23IIIIIPPPPPC`; I = item, W = grams, P = price.' })

export const StoreInput = z
  .object({
    name: name(200).optional(),
    address: text(300).optional(),
    phone: text(40).optional(),
    timeZone: text(60).optional(),
    receiptFooter: z.string().trim().max(500).optional(),
    labelForms: LabelForms.optional(),
    cashAccount: name(40).optional(),
    bankAccount: name(40).optional(),
    acsId,
    active: flag,
  })
  .meta({ id: 'StoreInput' })
export type StoreInput = z.infer<typeof StoreInput>

export const VatGroupInput = z
  .object({
    name: name(100).optional(),
    taxType: TaxType.optional(),
    vatRate: BasisPoints.max(10_000).optional(),
    cityTaxRate: BasisPoints.max(10_000).optional(),
  })
  .meta({ id: 'VatGroupInput' })
export type VatGroupInput = z.infer<typeof VatGroupInput>

export const CategoryInput = z
  .object({
    name: name(200).optional(),
    parent: ref.meta({ description: "The parent's code, '' = none." }),
    acsId,
    websiteUrl: url,
  })
  .meta({ id: 'CategoryInput' })
export type CategoryInput = z.infer<typeof CategoryInput>

export const PartnerRole = z.enum(['customer', 'supplier', 'manufacturer'])
export type PartnerRole = z.infer<typeof PartnerRole>
export const PartnerInput = z
  .object({
    name: name(200).optional(),
    roles: z.array(PartnerRole).max(3).optional(),
    isCompany: flag,
    taxNumber: text(20).optional(),
    isVatPayer: flag,
    phone: text(40).optional(),
    email: text(200)
      .regex(/^(\S+@\S+\.\S+)?$/, 'must be an e-mail address')
      .optional(),
    address: text(300).optional(),
    agentMargin: BasisPoints.max(10_000).optional(),
    acsId,
    acsIdDisplay: text(60).optional(),
    websiteUrl: url,
    active: flag,
    /** For a new partner: belongs to the whole group instead of one company. */
    shared: flag,
  })
  .meta({ id: 'PartnerInput' })
export type PartnerInput = z.infer<typeof PartnerInput>

export const PriceInput = z
  .object({
    store: Code.or(z.literal('')).optional(),
    customer: ref,
    minQuantity: Quantity.min(0).max(1_000_000_000).default(0),
    price: Money.min(0).nullable().meta({ description: 'null takes the price away.' }),
    startsAt: Instant.nullable().default(null),
    endsAt: Instant.nullable().default(null),
  })
  .meta({ id: 'PriceInput' })
export type PriceInput = z.infer<typeof PriceInput>

export const Barcode = z
  .string()
  .regex(/^[!-~]{1,48}$/, 'must be 1 to 48 letters, digits or signs without spaces')

export const ProductInput = z
  .object({
    name: name(200).optional(),
    variant: text(100).optional(),
    template: ref.meta({ description: "Code of what its variants share; '' = its own code." }),
    templateName: text(200).optional(),
    templateAcsId: text(60).optional(),
    category: ItemCode.optional(),
    posCategory: ref,
    vatGroup: name(20).optional(),
    uom: name(20).optional(),
    listPrice: Money.min(0).optional(),
    manufacturer: ref,
    supplier: ref,
    agentMargin: BasisPoints.max(10_000).optional(),
    consigned: flag,
    isGift: flag,
    mayGoNegative: flag,
    active: flag,
    barcodes: z.array(Barcode).max(20).optional(),
    prices: z.array(PriceInput).max(200).optional(),
    acsId,
  })
  .meta({ id: 'ProductInput' })
export type ProductInput = z.infer<typeof ProductInput>

export const Card = z
  .string()
  .trim()
  .regex(/^[0-9A-Za-z-]{3,40}$/, 'must be 3 to 40 letters, digits or hyphens')
/** '' = is no affiliate partner. */
export const AffiliateCode = text(20)
  .toUpperCase()
  .regex(/^([A-Z0-9][A-Z0-9-]{2,19})?$/, 'must be 3 to 20 letters, digits or hyphens')
export const MemberInput = z
  .object({
    name: name(200).optional(),
    phone: text(40).optional(),
    cards: z.array(Card).max(20).optional(),
    email: text(200).optional(),
    blocked: flag,
    partner: ref,
    level: text(40).optional().meta({ description: "Rules may ask for it; '' = none." }),
    groups: z
      .array(name(40))
      .max(20)
      .optional()
      .meta({ description: 'Names of groups of members that rules may ask for.' }),
    earnRate: BasisPoints.max(10_000)
      .nullable()
      .optional()
      .meta({ description: "The member's or card's own rate of earning; null = none." }),
    affiliateCode: AffiliateCode.optional().meta({
      description: "Code as an affiliate partner, unique in the group; '' = it is none.",
    }),
    affiliateCompany: ref.meta({
      description: "Company that it brings customers to; '' = every company of the group.",
    }),
    affiliateActive: flag,
    cardPairs: CardPairs.optional().meta({
      description: 'What the authority of the card lets it pay with; {} = none of its own.',
    }),
    acsId,
  })
  .meta({ id: 'MemberInput' })
export type MemberInput = z.infer<typeof MemberInput>

export const EmployeeInput = z
  .object({
    name: name(200).optional(),
    store: Code.or(z.literal('')).optional(),
    pin: z
      .string()
      .regex(/^\d{4,8}$/, 'must be 4 to 8 digits')
      .optional(),
    rights: z.array(Right).max(Right.options.length).optional(),
    acsId,
    active: flag,
  })
  .meta({ id: 'EmployeeInput' })
export type EmployeeInput = z.infer<typeof EmployeeInput>

/** A record with the code that names it. */
export type Draft<Input> = Input & { readonly code: string }
