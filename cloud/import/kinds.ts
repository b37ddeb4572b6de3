import { Right } from '#shared/contracts/till.ts'
import { Code } from '#shared/contracts/units.ts'
import { normalisePhone } from '#shared/domain/phone.ts'
import { type CategoryDraft, saveCategories } from '../masterdata/categories.ts'
import { type EmployeeDraft, saveEmployees } from '../masterdata/employees.ts'
import {
  type Draft,
  LabelForms,
  labelFormsFix,
  type PartnerInput,
  PartnerRole,
} from '../masterdata/inputs.ts'
import { type MemberDraft, saveMembers } from '../masterdata/members.ts'
import { savePartners } from '../masterdata/partners.ts'
import { pinVerifier } from '../masterdata/pin.ts'
import { type PriceDraft, savePrices } from '../masterdata/prices.ts'
import { saveStores } from '../masterdata/stores.ts'
import { type PointsItemDraft, savePointsItems } from '../value/points-items.ts'
import { balances } from './balances-kind.ts'
import type { Cells } from './cells.ts'
import type { ImportKind } from './columns.ts'
import { createKind, type Kind } from './kind.ts'
import { products } from './products-kind.ts'
import { vouchers } from './vouchers-kind.ts'

const code = (cells: Cells) => cells.name('code', 40) ?? ''
const common = (cells: Cells) => ({
  code: code(cells),
  name: cells.name('name'),
  acsId: cells.text('acs_id', 60),
})
const url = (cells: Cells) =>
  cells.matching('website_url', /^https?:\/\/\S{1,290}$/, 'begin it with http:// or https://')
const codeKey = ({ code: value }: { readonly code: string }) => [{ column: 'code', value }]

const partnerFields = (cells: Cells): Draft<PartnerInput> => ({
  ...common(cells),
  taxNumber: cells.text('tax_number', 20),
  isVatPayer: cells.flag('is_vat_payer'),
  phone: cells.text('phone', 40),
  email: cells.matching('email', /^\S+@\S+\.\S+$/, 'write it like name@example.com'),
  address: cells.text('address', 300),
  acsIdDisplay: cells.text('acs_id_display', 60),
  websiteUrl: url(cells),
  active: cells.flag('active'),
})

/** The names in `choices` among the words of a cell; anything else is a problem. */
function chosen<Choice extends string>(cells: Cells, column: string, choices: readonly Choice[]) {
  const words = cells.words(column)
  const isChoice = (word: string): word is Choice => (choices as readonly string[]).includes(word)
  for (const word of words ?? []) {
    if (!isChoice(word))
      cells.reject(column, 'is unknown', `choose from ${choices.join(' ')}`, word)
  }
  return words?.filter(isChoice)
}

const categories = createKind<CategoryDraft>({
  read(cells) {
    const kind = cells.raw('kind') ?? ''
    if (!['', 'product', 'pos'].includes(kind)) {
      cells.reject('kind', 'is no kind of category', 'write product or pos')
    }
    const fields = { parent: cells.text('parent', 40), websiteUrl: url(cells) }
    return { ...common(cells), ...fields, kind: kind === 'pos' ? 'pos' : 'product' }
  },
  keys: (draft) => [
    { column: 'code', value: `${draft.code}${draft.kind === 'pos' ? ' (pos)' : ''}` },
  ],
  save: saveCategories,
  linesPerSave: Number.POSITIVE_INFINITY,
})

const warehouses = createKind({
  read(cells) {
    const draft = {
      ...common(cells),
      address: cells.text('address', 300),
      phone: cells.text('phone', 40),
      timeZone: cells.raw('time_zone') || undefined,
      receiptFooter: cells.text('receipt_footer', 500),
      labelForms: cells.text('label_forms', 200),
      cashAccount: cells.text('cash_account', 40) || undefined,
      bankAccount: cells.text('bank_account', 40) || undefined,
      active: cells.flag('active'),
    }
    if (draft.code !== '' && !Code.safeParse(draft.code).success) {
      cells.reject('code', 'is not a code', 'write 1 to 12 capital letters or digits')
    }
    if (draft.labelForms !== undefined && !LabelForms.safeParse(draft.labelForms).success) {
      cells.reject('label_forms', 'is not a form of labels', labelFormsFix)
    }
    return draft
  },
  keys: codeKey,
  save: saveStores,
})

const partners = createKind<Draft<PartnerInput>>({
  read: (cells) => ({
    ...partnerFields(cells),
    roles: chosen(cells, 'roles', PartnerRole.options),
    isCompany: cells.flag('is_company'),
    agentMargin: cells.percent('agent_margin'),
    shared: cells.flag('shared'),
  }),
  keys: codeKey,
  save: savePartners,
})

const customers = createKind<Draft<PartnerInput>>({
  read(cells) {
    if (cells.raw('tax_number') === '') {
      cells.reject('tax_number', 'is missing', 'a legal entity has one; import persons as members')
    }
    return { ...partnerFields(cells), roles: ['customer'], isCompany: true }
  },
  keys: codeKey,
  save: savePartners,
})

const members = createKind<MemberDraft>({
  read(cells, { company }) {
    const cards = cells.words('cards')
    for (const card of cards ?? []) {
      if (!/^[0-9A-Za-z-]{3,40}$/.test(card)) {
        const fix = 'write 3 to 40 letters, digits or hyphens'
        cells.reject('cards', 'is not a card number', fix, card)
      }
    }
    const phone = normalisePhone(cells.raw('phone') ?? '', company.phonePrefix)
    const number = cells.text('code', 40) || cards?.[0] || phone || ''
    if (number === '') cells.reject('code', 'is missing', 'give a number, a card or a phone')
    return {
      code: number,
      name: cells.name('name'),
      acsId: cells.text('acs_id', 60),
      phone: cells.text('phone', 40),
      cards: cards && [...new Set(cards)],
      email: cells.matching('email', /^\S+@\S+\.\S+$/, 'write it like name@example.com'),
      blocked: cells.flag('blocked'),
      partner: cells.text('partner', 40),
      level: cells.text('level', 40),
      groups: groupsOf(cells),
      earnRate: rateOf(cells),
      affiliateCode: cells
        .matching('affiliate_code', /^([0-9A-Za-z][0-9A-Za-z-]{2,19})?$/, affiliateFix)
        ?.toUpperCase(),
      affiliateCompany: cells.text('affiliate_company', 40),
      affiliateActive: cells.flag('affiliate_active'),
    }
  },
  keys: (draft) => [
    { column: 'code', value: draft.code },
    ...(draft.cards ?? []).map((value) => ({ column: 'cards', value })),
  ],
  save: saveMembers,
})

const affiliateFix = 'write 3 to 20 letters, digits or hyphens'

function groupsOf(cells: Cells): string[] | undefined {
  const names = cells
    .text('groups', 800)
    ?.split('|')
    .flatMap((name) => name.trim() || [])
  const long = names?.find((name) => name.length > 40)
  if (long !== undefined) cells.reject('groups', 'is longer than 40 characters', 'shorten it', long)
  if ((names?.length ?? 0) > 20) cells.reject('groups', 'are more than 20', 'name 20 at most')
  return names
}

function rateOf(cells: Cells): number | null | undefined {
  const rate = cells.percent('earn_rate')
  if (rate !== undefined && rate > 10_000) {
    cells.reject('earn_rate', 'is more than 100', 'write percent, e.g. 2.5')
  }
  return cells.raw('earn_rate') === '' ? null : rate
}

const employees = createKind<EmployeeDraft>({
  read: (cells) => ({
    ...common(cells),
    store: cells.text('store', 12),
    pin: cells.matching('pin', /^\d{4,8}$/, 'write 4 to 8 digits') || undefined,
    rights: chosen(cells, 'rights', Right.options),
    active: cells.flag('active'),
  }),
  keys: codeKey,
  /** Four at a time, as many threads as Node keeps for hashing. */
  async prepare(drafts, { company, lookupKey }) {
    const prepared: EmployeeDraft[] = []
    for (let start = 0; start < drafts.length; start += 4) {
      const part = drafts.slice(start, start + 4).map(async (draft) => {
        if (draft.pin === undefined) return draft
        const employee = `${company.code}:${draft.code}`
        return { ...draft, pin: await pinVerifier(lookupKey, { pin: draft.pin, employee }) }
      })
      prepared.push(...(await Promise.all(part)))
    }
    return prepared
  },
  save: saveEmployees,
  linesPerSave: 200,
})

const prices = createKind<PriceDraft>({
  read(cells, job) {
    const store = cells.text('store', 12) ?? ''
    const zone = job.zoneOf(store)
    return {
      product: cells.name('product', 40) ?? '',
      store,
      customer: cells.text('customer', 40) ?? '',
      minQuantity: cells.quantity('min_quantity') ?? 0,
      price: cells.money('price') ?? null,
      startsAt: cells.time('from', { zone, isEnd: false }),
      endsAt: cells.time('to', { zone, isEnd: true }),
    }
  },
  keys: ({ product, store = '', customer = '', minQuantity, startsAt }) => [
    {
      column: 'product',
      value: [product, store, customer, minQuantity / 1000, startsAt ?? ''].join(' ').trimEnd(),
    },
  ],
  save: savePrices,
})

const points = createKind<PointsItemDraft>({
  read(cells) {
    const price = cells.money('price') ?? null
    if (price === 0) cells.reject('price', 'is nothing', 'write a price, or leave it empty')
    return {
      programme: cells.name('programme', 12) ?? '',
      product: cells.name('product', 40) ?? '',
      points:
        Number(cells.matching('points', /^[1-9]\d{0,11}$/, 'write whole points from 1 on')) || null,
      price,
      ruleId: cells.text('rule_id', 40) || 'items',
    }
  },
  keys: ({ programme, product }) => [{ column: 'product', value: `${programme} ${product}` }],
  save: savePointsItems,
})

export const kinds: Readonly<Record<ImportKind, Kind>> = {
  products,
  categories,
  warehouses,
  partners,
  customers,
  members,
  employees,
  prices,
  points,
  balances,
  vouchers,
}
