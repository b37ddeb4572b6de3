import { z } from 'zod'
import { member } from '#cloud/masterdata/schema.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'
import { newId } from './value-hub.ts'

export const Account = z.looseObject({
  id: z.string(),
  balance: z.int(),
  free: z.int(),
  owed: z.int(),
  frozen: z.boolean(),
  exposure: z.object({
    leased: z.int(),
    worstStore: z.int(),
    byHub: z.array(z.object({ hubId: z.int(), storeCode: z.string(), leased: z.int() })),
  }),
  leases: z.array(
    z.looseObject({ id: z.string(), hubId: z.int(), state: z.string(), left: z.int() }),
  ),
  pending: z.array(z.looseObject({ amount: z.int() })),
})
export const Alarms = z.object({ items: z.array(z.looseObject({ kind: z.string() })) })

/** The bookshop with store credit, member 7 and a port. */
export interface ValueShop extends AsyncDisposable {
  readonly cloud: TestCloud
  readonly url: string
  account(id?: string): Promise<z.infer<typeof Account>>
  post(path: string, json: unknown): Promise<Response>
  credit(amount: number, account?: string): Promise<void>
  alarms(): Promise<string[]>
  rows(sql: string): unknown[][]
}

export async function openValueShop(): Promise<ValueShop> {
  const cloud = await openTestCloud()
  await cloud.group.write((tx) =>
    tx.insert(member).values([
      { id: 7, code: 'M7', name: 'Сараа', search: 'm7' },
      { id: 8, code: 'M8', name: 'Дорж', search: 'm8' },
    ]),
  )
  const { url } = await cloud.serve()
  const post = (path: string, json: unknown) => cloud.request(path, { method: 'POST', json })
  const programme = { code: 'CREDIT', name: 'Store credit', companyId: 1, kind: 'store-credit' }
  const opened = await post('/v1/programmes', programme)
  if (!opened.ok) throw new Error(await opened.text())
  return {
    cloud,
    url,
    post,
    account: (id = 'CREDIT:7') => cloud.get(`/v1/value-accounts/${id}`, Account),
    async credit(amount, account = 'CREDIT:7') {
      const given = { id: newId(), amount, reason: 'a gift' }
      const done = await post(`/v1/value-accounts/${account}/credits`, given)
      if (!done.ok) throw new Error(await done.text())
    },
    alarms: async () => (await cloud.get('/v1/alarms', Alarms)).items.map(({ kind }) => kind),
    rows: (sql) =>
      cloud.group
        .readHot()
        .prepare(sql)
        .all()
        .map((row) => [...row]),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  }
}
