import type { Conditions } from '#shared/contracts/conditions.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { HotDatabase } from '../db/hot.ts'

export interface ConditionProblem {
  readonly field: string
  readonly value: string
  readonly message: string
}

/** Told at once; who has more comes again. */
const MOST_TOLD = 20

/** What a rule's conditions name and the company does not have; null = all companies of the group. */
export function conditionProblems(
  hot: HotDatabase,
  conditions: Conditions,
  { companyId, field }: { readonly companyId: number | null; readonly field: string },
): ConditionProblem[] {
  const problems: ConditionProblem[] = []
  for (const { path, named, what, known } of namedIn(conditions)) {
    if (named === undefined) continue
    for (const [place, value] of hot
      .prepare(missingSql(known))
      .all(companyId, JSON.stringify(named), MOST_TOLD)) {
      problems.push({
        field: `${field}.${path}.${String(place)}`,
        value: String(value),
        message: `is not ${what}; correct it, or create it first`,
      })
    }
  }
  return problems.slice(0, MOST_TOLD)
}

export function throwIfAny(problems: readonly ConditionProblem[]): void {
  if (problems.length === 0) return
  const words = problems.map(({ field, value, message }) => `${field} "${value}": ${message}`)
  throw new Failure('invalid', words.join('. '), { fields: problems })
}

const ofCompany = '(c.id IS NULL OR k.company_id = c.id)'
const knownProduct = `SELECT 1 FROM product k WHERE k.id = j.value AND ${ofCompany}`
const knownCategory = `SELECT 1 FROM category k
  WHERE k.id = j.value AND k.kind = 'product' AND ${ofCompany}`

function namedIn(conditions: Conditions) {
  const { products, categories, excludedProducts, excludedCategories, stores } = conditions
  const { member, customer } = conditions
  return [
    { path: 'products', named: products, what: 'a product', known: knownProduct },
    { path: 'excludedProducts', named: excludedProducts, what: 'a product', known: knownProduct },
    { path: 'categories', named: categories, what: 'a product category', known: knownCategory },
    {
      path: 'excludedCategories',
      named: excludedCategories,
      what: 'a product category',
      known: knownCategory,
    },
    {
      path: 'stores',
      named: stores,
      what: 'a store',
      known: `SELECT 1 FROM store k WHERE k.id = j.value AND ${ofCompany}`,
    },
    {
      path: 'member.ids',
      named: member?.ids,
      what: 'a member',
      known: 'SELECT 1 FROM member k WHERE k.id = j.value',
    },
    {
      path: 'member.programmes',
      named: member?.programmes,
      what: 'a programme',
      known: 'SELECT 1 FROM programme k WHERE k.code = j.value',
    },
    {
      path: 'customer.ids',
      named: customer?.ids,
      what: 'a customer',
      known: `SELECT 1 FROM partner k WHERE k.id = j.value AND k.is_customer = 1
        AND (k.company_id IS NULL OR ${ofCompany})`,
    },
  ]
}

function missingSql(known: string): string {
  return `WITH c(id) AS (SELECT ?) SELECT j.key, j.value FROM c, json_each(?) j
    WHERE NOT EXISTS (${known}) ORDER BY j.key LIMIT ?`
}
