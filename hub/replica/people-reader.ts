import { z } from 'zod'
import { Right } from '#shared/contracts/till.ts'
import type { Currency } from '#shared/contracts/units.ts'
import { phonePrefixByCurrency } from '#shared/domain/phone.ts'
import {
  accountKey,
  accountKeysOf,
  affiliateText,
  cardText,
  phoneText,
} from '#shared/feed/lookup.ts'
import type { employee } from '#shared/feed/schema.ts'
import type { ReplicaFile } from './file.ts'
import { hashLookup } from './lookup-key.ts'
import { pageOfRows } from './page.ts'
import type { Replica, ReplicaEmployee } from './replica.ts'
import { searchText } from './search-text.ts'

type PeopleReader = Pick<
  Replica,
  | 'member'
  | 'memberByPhone'
  | 'memberByCard'
  | 'memberByAffiliateCode'
  | 'accountsOf'
  | 'isFrozen'
  | 'programmes'
  | 'hubMark'
  | 'reached'
  | 'customer'
  | 'customerByTaxNumber'
  | 'customersByText'
  | 'employees'
  | 'employee'
>

export function createPeopleReader(
  file: ReplicaFile,
  lookupKey: () => string,
  currency: () => Currency,
): PeopleReader {
  const memberByText = (text: string) =>
    file.statements().memberByKey({ key: hashLookup(lookupKey(), text) })[0]
  return {
    member: (id) => file.statements().member({ id })[0],
    memberByPhone: (phone) => {
      const text = phoneText(phone, phonePrefixByCurrency[currency()])
      return text === undefined ? undefined : memberByText(text)
    },
    memberByCard: (card) => memberByText(cardText(card)),
    memberByAffiliateCode: (code) => memberByText(affiliateText(code)),
    accountsOf: (memberId) =>
      file
        .statements()
        .accounts(accountKeysOf(memberId))
        .map(({ programme, balance, asOf }) => ({ programme, balance, asOf })),
    isFrozen: (memberId, programme) =>
      file.statements().frozenAccount({ id: accountKey(memberId, programme) }).length > 0,
    programmes: () => file.statements().programmes(),
    hubMark: (hubId) => file.statements().hubMark({ hubId })[0] ?? { epoch: 0, seq: 0, hash: '' },
    reached(hubId, epoch) {
      const [mark] = file.statements().endsOfHub({ hubId })
      if (mark === undefined || mark.epoch < epoch) return 0
      if (mark.epoch === epoch) return mark.seq
      const ended = Ended.parse(JSON.parse(mark.ended))
      return ended.find(([each]) => each === epoch)?.[1] ?? 0
    },
    customer: (id) => file.statements().customer({ id })[0],
    customerByTaxNumber: (taxNumber) =>
      file.statements().customersByTaxNumber({ taxNumber: taxNumber.trim(), limit: 1 })[0],
    customersByText: (text, page) => {
      const query = searchText(text)
      if (query === undefined) return { items: [], next: null }
      return pageOfRows(page, (after, limit) =>
        file.statements().customersByText({ text: query, after, limit }),
      )
    },
    employees: (storeId) => file.statements().employees({ storeId }).map(toEmployee),
    employee: (id) => file.statements().employee({ id }).map(toEmployee)[0],
  }
}

/** Rights this hub does not know yet come from a newer cloud and are left out. */
function toEmployee(row: typeof employee.$inferSelect): ReplicaEmployee {
  const rights = z.array(z.string()).parse(JSON.parse(row.rights))
  const known = rights.flatMap((right) => Right.safeParse(right).data ?? [])
  return { ...row, rights: known }
}

const Ended = z.array(z.tuple([z.int(), z.int()]))
