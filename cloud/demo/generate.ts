import { eanCheckDigit } from '#shared/domain/ean.ts'
import type { ImportKind } from '../import/columns.ts'
import type { CompanyInput, VatGroupInput } from '../masterdata/inputs.ts'
import { checkTaxNumber } from '../masterdata/tax-number.ts'
import { type CsvRow, csvText } from './csv-text.ts'
import type { DemoCompany, DemoGroup, Shelf } from './demo.ts'
import { czechGrocery } from './group-cz.ts'
import { mongolianBookshops } from './group-mn.ts'
import { romanianBuilders } from './group-ro.ts'
import { russianShop } from './group-ru.ts'
import { combination, createRandom, type Random } from './random.ts'

export interface GeneratedFile {
  readonly kind: ImportKind
  readonly lines: number
  readonly csv: string
}

export interface GeneratedCompany {
  readonly code: string
  readonly settings: CompanyInput
  readonly vatGroups: readonly (VatGroupInput & { readonly code: string })[]
  /** In the order in which they have to be loaded. */
  readonly files: readonly GeneratedFile[]
}

export interface GeneratedGroup {
  readonly name: string
  readonly companies: readonly GeneratedCompany[]
}

const seed = 20_260_101
const demoGroups = [mongolianBookshops, romanianBuilders, russianShop, czechGrocery]

/** The demo's shops, always the same; `share` is how many percent of the 20,000 products and 50,000 members. */
export function generateDemo({ share = 100 }: { readonly share?: number } = {}): GeneratedGroup[] {
  return demoGroups.map((group, position) => {
    const random = createRandom(seed + position)
    return {
      name: group.name,
      companies: group.companies.map((company) => ({
        code: company.code,
        settings: company.settings,
        vatGroups: company.vatGroups,
        files: filesOf({ group, company, random, share }),
      })),
    }
  })
}

interface Options {
  readonly group: DemoGroup
  readonly company: DemoCompany
  readonly random: Random
  readonly share: number
}

function filesOf({ group, company, random, share }: Options): GeneratedFile[] {
  const part = (count: number) => Math.max(1, Math.round((count * share) / 100))
  const isFirst = group.companies[0] === company
  return [
    file('warehouses', company.stores),
    file('categories', company.categories),
    file('partners', company.partners),
    file('customers', customersOf(company, part(company.customers.count))),
    file('products', productsOf(company, random, part(company.productCount))),
    file('prices', company.prices),
    // Members are the group's: the first company brings them in for all.
    ...(isFirst ? [file('members', membersOf(group, random, part(group.members.count)))] : []),
    file('employees', staffOf(company)),
  ]
}

function file(kind: ImportKind, rows: readonly CsvRow[]): GeneratedFile {
  return { kind, lines: rows.length, csv: csvText(rows) }
}

function customersOf({ customers, settings }: DemoCompany, count: number): CsvRow[] {
  const rows: CsvRow[] = customers.named.map((row, position) => ({
    ...row,
    tax_number: row.tax_number || taxNumber(settings, customers.taxNumber(100_000 + position)),
  }))
  for (let index = 0; index < count; index += 1) {
    rows.push({
      code: `K${String(index + 1).padStart(4, '0')}`,
      name: combination(customers.words, index)
        .filter((word) => word !== '')
        .join(' '),
      tax_number: taxNumber(settings, customers.taxNumber(index)),
      address: rows[0]?.address ?? '',
    })
  }
  return rows
}

/** Completes the check digit where the country has one. */
function taxNumber({ currency = 'MNT' }: CompanyInput, digits: string): string {
  if (currency === 'MNT') return digits
  const all = Array.from({ length: 10 }, (_, digit) => `${digits}${digit}`)
  return all.find((number) => checkTaxNumber(number, currency).outcome === 'good') ?? ''
}

function productsOf(company: DemoCompany, random: Random, count: number): CsvRow[] {
  const stores = company.stores.map((store) => String(store.code))
  const rows: CsvRow[] = [...company.products]
  for (const [position, shelf] of company.shelves.entries()) {
    const isLast = position === company.shelves.length - 1
    const wanted = Math.round((count * shelf.perMille) / 1000)
    const end = isLast ? count : Math.min(count, rows.length + wanted)
    for (let index = 0; rows.length < end; index += 1) {
      rows.push(productOf({ shelf, random, index, code: `${shelf.category}-${index + 1}`, stores }))
    }
  }
  return rows
}

interface ProductOptions {
  readonly shelf: Shelf
  readonly random: Random
  readonly index: number
  readonly code: string
  readonly stores: readonly string[]
}

function productOf({ shelf, random, index, code, stores }: ProductOptions): CsvRow {
  const { variants = [''] } = shelf
  const base = Math.floor(index / variants.length)
  const variant = variants[index % variants.length] ?? ''
  const name = combination(shelf.words, base)
    .filter((word) => word !== '')
    .join(' ')
  const price = random.between(...shelf.price)
  const prefix = shelf.barcodes[index % shelf.barcodes.length] ?? ''
  const store = random.chance(8) ? random.pick(stores) : undefined
  return {
    code,
    name: variant === '' ? name : `${name}, ${variant}`,
    variant,
    template: variant === '' ? '' : `${shelf.category}-T${base + 1}`,
    template_name: variant === '' ? '' : name,
    barcodes: [ean(prefix, index), ...(random.chance(5) ? [ean(prefix, index + 50_000)] : [])].join(
      ' ',
    ),
    category: shelf.category,
    pos_category: shelf.posCategory,
    vat_group: shelf.vatGroup,
    uom: shelf.uom ?? 'pcs',
    list_price: price,
    manufacturer: shelf.manufacturers.length > 0 ? random.pick(shelf.manufacturers) : '',
    supplier: shelf.suppliers.length > 0 ? random.pick(shelf.suppliers) : '',
    agent_margin: shelf.agentMargin ?? 0,
    consigned: shelf.agentMargin !== undefined,
    may_go_negative: shelf.mayGoNegative ?? true,
    acs_id: code,
    ...(store === undefined ? {} : { [`price@${store}`]: Math.ceil(price * 0.95) }),
    ...(random.chance(4) ? { 'price>=10': Math.ceil(price * 0.9) } : {}),
  }
}

function ean(prefix: string, index: number): string {
  const digits = prefix + String(index).padStart(12 - prefix.length, '0')
  return digits + eanCheckDigit(digits)
}

function membersOf({ members }: DemoGroup, random: Random, count: number): CsvRow[] {
  return Array.from({ length: count }, (_, index) => {
    const card = `${members.cardPrefix}${String(index + 1).padStart(6, '0')}`
    const second = random.chance(6)
      ? ` ${members.cardPrefix}9${String(index + 1).padStart(5, '0')}`
      : ''
    return {
      code: `M${String(index + 1).padStart(6, '0')}`,
      name: members.fullName(combination(members.words, index)),
      phone: members.phone(index),
      cards: card + second,
      blocked: random.chance(1),
      acs_id: `L${index + 1}`,
    }
  })
}

const rightsOfCashier = 'sale shift.close drawer.open'
const rightsOfManager =
  'sale price.type discount.give refund refund.points-in-cash shift.close cash.move drawer.open'

/** In every store a cashier with PIN 1111 and a manager with PIN 9999. */
function staffOf({ stores, staff }: DemoCompany): CsvRow[] {
  return stores.flatMap(({ code }, position) => [
    {
      code: `${code}-C`,
      name: staff[position * 2],
      store: code,
      pin: '1111',
      rights: rightsOfCashier,
    },
    {
      code: `${code}-M`,
      name: staff[position * 2 + 1],
      store: code,
      pin: '9999',
      rights: rightsOfManager,
    },
  ])
}
