import iconv from 'iconv-lite'
import type { GroupDatabase } from '#cloud/db/open.ts'
import { ImportReport } from '#cloud/import/report.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

/** A group of its own with one company, `SHOP`, ready to take files. */
export interface ImportShop extends AsyncDisposable {
  readonly cloud: TestCloud
  readonly group: GroupDatabase
  readonly key: string
  put(path: string, json: unknown): Promise<Response>
  get(path: string): Promise<unknown>
  send(kind: string, body: string | Uint8Array, company?: string): Promise<Response>
  /** Loads the lines and answers with the report; fails the test if the file was refused. */
  load(kind: string, lines: readonly string[] | Uint8Array, company?: string): Promise<ImportReport>
  outboxRows(): Promise<number>
}

export async function openImportShop(): Promise<ImportShop> {
  const cloud = await openTestCloud()
  const { group, adminKey: key } = await cloud.newGroup('shops')
  const put = (path: string, json: unknown) => cloud.request(path, { method: 'PUT', key, json })
  const send = (kind: string, body: string | Uint8Array, company = 'SHOP') =>
    cloud.request(`/v1/import/${kind}?company=${company}`, {
      method: 'POST',
      key,
      body: new Uint8Array(typeof body === 'string' ? Buffer.from(body) : body),
      headers: { 'content-type': 'text/csv' },
    })
  const load: ImportShop['load'] = async (kind, lines, company) => {
    const body = lines instanceof Uint8Array ? lines : `${lines.join('\n')}\n`
    const answer = await send(kind, body, company)
    if (answer.status !== 200) throw new Error(`${kind}: ${answer.status} ${await answer.text()}`)
    return ImportReport.parse(await answer.json())
  }
  await put('/v1/companies/SHOP', { name: 'Shop', currency: 'MNT' })
  await put('/v1/companies/SHOP/vat-groups/VAT', { name: 'НӨАТ', vatRate: 1000 })
  await load('warehouses', ['code,name', 'UB1,Төв', 'UB2,Зайсан'])
  await load('categories', ['kind,code,name', 'product,BOOK,Ном', 'pos,TILL,Ном'])
  await load('partners', [
    'code,name,roles',
    'PUB,Хэвлэл,supplier manufacturer',
    'BUY,Сургууль,customer',
  ])
  return {
    cloud,
    group,
    key,
    put,
    send,
    load,
    get: async (path) => await (await cloud.request(path, { key })).json(),
    outboxRows: async () =>
      Number(group.readHot().prepare('SELECT count(*) FROM outbox').get()?.[0]),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  }
}

export function windows1251(text: string): Uint8Array {
  return iconv.encode(text, 'win1251')
}
