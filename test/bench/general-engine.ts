import { Engine } from 'json-rules-engine'
import type { CatalogueProduct } from '#shared/domain/pricing/catalogue.ts'
import type { CompiledRules } from '#shared/domain/pricing/compile-rules.ts'

/** The same rules for json-rules-engine, which only says which hold: it prices nothing. */
export interface GeneralEngine {
  /** As its users do it: the line's facts, one run a line. */
  readonly byLine: (products: readonly CatalogueProduct[], at: number) => Promise<Set<string>>
  /** One run a basket: which rules hold for any line, not for which. */
  readonly atOnce: (products: readonly CatalogueProduct[], at: number) => Promise<Set<string>>
}

export function createGeneralEngine({ automatic }: CompiledRules): GeneralEngine {
  const engine = new Engine([], { allowUndefinedFacts: true })
  engine.addOperator<number[], number[]>('anyOf', (own, wanted) =>
    wanted.some((id) => own.includes(id)),
  )
  for (const { ruleId, conditions } of automatic) {
    const { products = [], categories = [], startsAt = 0, endsAt = 0 } = conditions.source
    const goods = [
      { fact: 'productIds', operator: 'anyOf', value: products },
      { fact: 'categoryIds', operator: 'anyOf', value: categories },
    ].filter(({ value }) => value.length > 0)
    engine.addRule({
      conditions: {
        all: [
          { fact: 'at', operator: 'greaterThanInclusive', value: startsAt },
          { fact: 'at', operator: 'lessThan', value: endsAt },
          ...(goods.length > 0 ? [{ any: goods }] : []),
        ],
      },
      event: { type: ruleId },
    })
  }
  const run = async (products: readonly CatalogueProduct[], at: number): Promise<string[]> => {
    const { events } = await engine.run({
      at,
      productIds: products.map(({ id }) => id),
      categoryIds: products.flatMap(({ categoryIds = [] }) => categoryIds),
    })
    return events.map(({ type }) => type)
  }
  return {
    async byLine(products, at) {
      const held = new Set<string>()
      for (const product of products) for (const id of await run([product], at)) held.add(id)
      return held
    },
    atOnce: async (products, at) => new Set(await run(products, at)),
  }
}
