import { createHmac } from 'node:crypto'
import { affiliateText, cardText } from '#shared/feed/lookup.ts'
import { bulkTable, createBatch } from './bulk.ts'
import { memberKey } from './schema.ts'
import { jsonList, type SaveScope } from './scope.ts'

const memberKeys = bulkTable(memberKey)
type Row = typeof memberKey.$inferSelect
type Kind = Row['kind']

/** Phones and cards of the members that a save touches. */
export interface MemberKeys {
  of(memberId: number, kind: Kind): readonly string[]
  isTaken(kind: Kind, value: string, memberId: number | undefined): boolean
  /** Makes these the member's keys of this kind; true if anything changed. */
  set(memberId: number, kind: Kind, values: readonly string[]): boolean
  flush(): void
}

export function openMemberKeys(
  { hot, lookupKey }: SaveScope,
  touched: {
    readonly phones: Iterable<string>
    readonly cards: Iterable<string>
    /** Codes of affiliate partners, in capitals. */
    readonly affiliates?: Iterable<string>
    readonly memberIds: Iterable<number>
  },
): MemberKeys {
  const secret = Buffer.from(lookupKey, 'base64url')
  const inList = 'IN (SELECT value FROM json_each(?))'
  const byValue = new Map<string, Row>()
  const valuesByOwner = new Map<string, Set<string>>()
  const keep = (row: Row) => {
    byValue.set(`${row.kind}:${row.value}`, row)
    if (!row.active) return
    const owner = `${row.kind}:${row.memberId}`
    valuesByOwner.set(owner, (valuesByOwner.get(owner) ?? new Set()).add(row.value))
  }
  const named = (kind: Kind, values: Iterable<string>) =>
    memberKeys.select(hot, `value ${inList} AND kind = ?`, jsonList(values), kind)
  const owned = memberKeys.select(hot, `member_id ${inList}`, jsonList(touched.memberIds))
  const rows = [
    ...named('phone', touched.phones),
    ...named('card', touched.cards),
    ...named('affiliate', touched.affiliates ?? []),
    ...owned,
  ]
  for (const row of rows) keep(row)

  const batch = createBatch(hot, memberKeys)
  const put = (key: Pick<Row, 'kind' | 'value' | 'memberId' | 'active'>) => {
    const old = byValue.get(`${key.kind}:${key.value}`)
    const { row } = batch.put(old, { ...key, key: old?.key ?? hash(key.kind, key.value) })
    byValue.set(`${key.kind}:${key.value}`, row)
  }
  const hash = (kind: Kind, value: string) => {
    const mac = createHmac('sha256', secret).update(textOf[kind](value)).digest()
    return mac.subarray(0, 16).toString('base64url')
  }
  return {
    of: (memberId, kind) => [...(valuesByOwner.get(`${kind}:${memberId}`) ?? [])],
    isTaken(kind, value, memberId) {
      const row = byValue.get(`${kind}:${value}`)
      return row?.active === true && row.memberId !== memberId
    },
    set(memberId, kind, values) {
      const owner = `${kind}:${memberId}`
      const now = valuesByOwner.get(owner) ?? new Set<string>()
      const wanted = new Set(values)
      const added = [...wanted].filter((value) => !now.has(value))
      const gone = [...now].filter((value) => !wanted.has(value))
      for (const value of added) put({ kind, value, memberId, active: true })
      for (const value of gone) put({ kind, value, memberId, active: false })
      valuesByOwner.set(owner, wanted)
      return added.length + gone.length > 0
    },
    flush: () => {
      batch.flush()
    },
  }
}

const textOf: Readonly<Record<Kind, (value: string) => string>> = {
  card: cardText,
  phone: (value) => `phone:${value}`,
  affiliate: affiliateText,
}
