import { Promotion } from '#shared/contracts/promotion.ts'
import { type CompiledRules, compileRules } from '#shared/domain/pricing/compile-rules.ts'
import type { ReplicaFile } from './file.ts'
import type { Replica } from './replica.ts'

interface Kept {
  /** Of one opened file, at one version of its catalogue. */
  readonly file: object
  readonly version: string
  readonly store: StoreOfRules
  readonly rules: CompiledRules | null
}
type StoreOfRules = Parameters<typeof compileRules>[1]

/** Compiled once for each version of the catalogue: promotions move it, coupons and balances do not. */
export function createPromotionsReader(
  file: ReplicaFile,
  catalogue: Pick<Replica, 'catalogueVersion'>,
  onUnreadable: (what: string) => void,
): Pick<Replica, 'promotions'> {
  const told = new Set<string>()
  let kept: Kept | undefined

  /** What this hub cannot read comes from a newer cloud: left out, and said once. */
  const read = (id: number, rule: string): Promotion[] => {
    const { data, error } = Promotion.safeParse(jsonOf(rule))
    if (data !== undefined) return [data]
    const what = `promotion ${id}: ${error.issues[0]?.path.join('.')} is unknown to this program`
    if (!told.has(what)) onUnreadable(what)
    told.add(what)
    return []
  }

  return {
    promotions: (store) =>
      file.snapshot(() => {
        const statements = file.statements()
        const version = catalogue.catalogueVersion()
        const isKept = kept?.file === statements && kept.version === version
        if (isKept && kept !== undefined && isSame(kept.store, store)) return kept.rules
        const found = statements.promotions().flatMap(({ id, rule }) => read(id, rule))
        const rules = found.length === 0 ? null : compileRules(found, store)
        kept = { file: statements, version, store, rules }
        return rules
      }),
  }
}

function isSame(a: StoreOfRules, b: StoreOfRules): boolean {
  return a.timeZone === b.timeZone && a.currency === b.currency
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
