import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Basket } from '#shared/contracts/basket.ts'
import { Quote } from '#shared/contracts/basket.ts'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import {
  Cashier,
  HubStatus,
  NotSpendable,
  PageOfProducts,
  PairAnswer,
  Receipt,
  Saved,
  Shift,
  type TillProduct,
} from '#shared/contracts/till.ts'
import { nothingSeen, seenHeader } from '#shared/contracts/witness.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'

const Employees = z.array(z.object({ id: z.int(), name: z.string() }))

export const newId = (): string => uuidv7(Date.now(), randomBytes(10))

/** A refusal of the hub, with its problem in words. */
export class Refused extends Error {
  readonly status: number
  readonly body: string

  constructor(status: number, body: string) {
    super(`${status}: ${body}`)
    this.name = 'Refused'
    this.status = status
    this.body = body
  }
}

/** A till as the hub sees it: HTTP with a token, ids made here, the same id until an answer comes. */
export interface TillClient {
  readonly till: string
  readonly token: string
  /** Follows a hub that came back on another port. */
  setUrl: (url: string) => void
  status: () => Promise<HubStatus>
  signIn: (pin: string, name?: string) => Promise<Cashier>
  openShift: (openingCash?: number) => Promise<Shift>
  closeShift: (shiftId: string, countedCash: number) => Promise<Shift>
  products: (query: string) => Promise<readonly TillProduct[]>
  quote: (basket: z.input<typeof Basket>) => Promise<Quote>
  sell: (sale: SaleWish) => Promise<Saved>
  /** Repeats the sale with its id through crashes and cuts until the hub has answered. */
  sellUntilSaved: (sale: SaleWish, timeoutMs: number) => Promise<Saved>
  receipt: (id: string) => Promise<Receipt>
  call: <T extends z.ZodType>(
    answer: T,
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<z.infer<T>>
}

export interface SaleWish {
  readonly id: string
  readonly shiftId: string
  readonly basket: z.input<typeof Basket>
  readonly total: number
  readonly tenders: readonly TenderGiven[]
  readonly quoteId?: string
}

/** Told that the cloud did not answer within the second that a till waits, a cashier tries again. */
export async function inTime<T>(sell: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + 60_000; ; await sleep(200)) {
    try {
      return await sell()
    } catch (error) {
      const isLate = error instanceof Refused && error.status === 409 && isNoAnswer(error)
      if (!isLate || performance.now() > end) throw error
    }
  }
}

function isNoAnswer({ body }: Refused): boolean {
  const refused = NotSpendable.safeParse(JSON.parse(body))
  return refused.success && refused.data.hindrance === 'no-answer'
}

/** `former`: the code that it had on the box before this one. */
export async function pairTill(
  hubUrl: string,
  code: string,
  name = 'till',
  former?: string,
): Promise<TillClient> {
  const body = { code, name, till: former }
  const paired = PairAnswer.parse(await request(hubUrl, null, 'POST', '/v1/pair', body))
  return tillClient(hubUrl, paired.till, paired.token)
}

export function tillClient(hubUrl: string, till: string, token: string): TillClient {
  let url = hubUrl
  const call: TillClient['call'] = async (answer, method, path, body) =>
    answer.parse(await request(url, token, method, `/v1${path}`, body)) as z.infer<typeof answer>
  const sell = (sale: SaleWish): Promise<Saved> => call(Saved, 'POST', '/sales', sale)
  return {
    till,
    token,
    setUrl(next) {
      url = next
    },
    call,
    status: () => call(HubStatus, 'GET', '/status'),
    async signIn(pin, name) {
      const employees = await call(Employees, 'GET', '/employees')
      for (const employee of employees) {
        if (name !== undefined && employee.name !== name) continue
        try {
          return await call(Cashier, 'POST', '/sign-in', { employeeId: employee.id, pin })
        } catch (error) {
          if (!(error instanceof Refused) || error.status >= 500) throw error
        }
      }
      throw new Error(`no employee of this store signs in with PIN ${pin}`)
    },
    openShift: (openingCash = 0) => call(Shift, 'POST', '/shifts', { id: newId(), openingCash }),
    closeShift: (shiftId, countedCash) =>
      call(Shift, 'POST', `/shifts/${shiftId}/close`, { id: newId(), countedCash }),
    products: async (query) => (await call(PageOfProducts, 'GET', `/products?${query}`)).items,
    quote: (basket) => call(Quote, 'POST', '/quotes', basket),
    sell,
    async sellUntilSaved(sale, timeoutMs) {
      const deadline = performance.now() + timeoutMs
      for (;;) {
        try {
          return await sell(sale)
        } catch (error) {
          const final = error instanceof Refused && error.status < 500
          if (final || performance.now() > deadline) throw error
          await sleep(50)
        }
      }
    },
    receipt: (id) => call(Receipt, 'GET', `/receipts/${id}`),
  }
}

async function request(
  url: string,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      // It keeps nothing.
      [seenHeader]: nothingSeen,
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    // A limit of what hangs, not of what is slow.
    signal: AbortSignal.timeout(30_000),
  })
  const text = await response.text()
  if (!response.ok) throw new Refused(response.status, text)
  return text === '' ? null : JSON.parse(text)
}
