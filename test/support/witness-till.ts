import { createKeeper, type Kept, type KeptStore } from '#hub/till/kept/keeper.ts'
import { Quote } from '#shared/contracts/basket.ts'
import { Saved, Shift } from '#shared/contracts/till.ts'
import {
  cloudHeader,
  FoundSales,
  formatHead,
  type HubHead,
  headHeader,
  nothingSeen,
  parseHead,
  parseMark,
  seenHeader,
} from '#shared/contracts/witness.ts'
import { lastSeen } from '#shared/journal/witness.ts'
import { inTime, newId, Refused } from './till-client.ts'

/** A till as the till page is one: it says what it saw, keeps what it sold, and offers it. */
export interface WitnessTill {
  /** Paired anew, e.g. with the box that replaced its hub; what it keeps stays. */
  pairedWith: (token: string, shiftId: string) => void
  setUrl: (url: string) => void
  /** From here on it sells in this shift, and keeps it whole. */
  openShift: (openingCash: number) => Promise<Shift>
  closeShift: (countedCash: number) => Promise<Shift>
  moveCash: (amount: number) => Promise<Saved>
  /** As the page does after a pairing: what it keeps is offered before a shift is opened anew. */
  currentShift: () => Promise<Shift | null>
  sell: (productId: number, onAccount?: OnAccount) => Promise<Saved>
  /** As the page's heartbeat does. */
  beat: () => Promise<void>
  kept: () => number
}

/** Of the price, so much in store credit of this member. */
interface OnAccount {
  readonly memberId: number
  readonly inCredit: number
}

export async function openWitnessTill(start: {
  readonly url: string
  readonly token: string
  readonly shiftId: string
}): Promise<WitnessTill> {
  let { url, token, shiftId } = start
  let seen: HubHead | null = null
  const keeper = await createKeeper({
    store: memoryStore(),
    offer: async (sales) => FoundSales.parse(await ask('POST', '/kept-sales', { sales })),
    now: Date.now,
    onRefused: () => undefined,
    onProblem: () => undefined,
  })

  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        [seenHeader]: seen === null ? nothingSeen : formatHead(seen),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A limit of what hangs, not of what is slow.
      signal: AbortSignal.timeout(30_000),
    })
    const text = await response.text()
    const head = parseHead(response.headers.get(headHeader))
    if (head !== null) {
      seen = seen?.hub === head.hub ? { ...lastSeen(seen, head), hub: head.hub } : head
    }
    const mark = parseMark(response.headers.get(cloudHeader))
    if (mark !== null) keeper.hear(mark)
    if (!response.ok) throw new Refused(response.status, text)
    return text === '' ? null : JSON.parse(text)
  }

  return {
    pairedWith(nextToken, nextShift) {
      token = nextToken
      shiftId = nextShift
    },
    setUrl(next) {
      url = next
    },
    async openShift(openingCash) {
      const opened = Shift.parse(await ask('POST', '/shifts', { id: newId(), openingCash }))
      await keeper.keep(opened, seen?.hub ?? 0)
      shiftId = opened.id
      return opened
    },
    async closeShift(countedCash) {
      const path = `/shifts/${shiftId}/close`
      const closed = Shift.parse(await ask('POST', path, { id: newId(), countedCash }))
      await keeper.keep(closed, seen?.hub ?? 0)
      return closed
    },
    async moveCash(amount) {
      const move = { id: newId(), shiftId, amount, reason: 'change' }
      const saved = Saved.parse(await ask('POST', '/cash-movements', move))
      await keeper.keep(saved, seen?.hub ?? 0)
      return saved
    },
    async currentShift() {
      await ask('GET', '/status')
      await keeper.offered()
      const shift = await ask('GET', '/shifts/current').catch((error: unknown) => {
        if (error instanceof Refused && error.status === 404) return null
        throw error
      })
      return shift === null ? null : Shift.parse(shift)
    },
    async sell(productId, { inCredit = 0, ...of }: Partial<OnAccount> = {}) {
      const basket = { lines: [{ id: 'a', productId, quantity: 1000 }], ...of }
      const { quoteId, priced } = Quote.parse(await ask('POST', '/quotes', basket))
      const { total } = priced
      const tenders = [
        ...(inCredit > 0 ? [{ kind: 'store-credit', given: inCredit }] : []),
        { kind: 'cash', given: total - inCredit },
      ]
      const sale = { id: newId(), shiftId, basket, quoteId, total, tenders }
      const saved = Saved.parse(await inTime(() => ask('POST', '/sales', sale)))
      await keeper.keep(saved, seen?.hub ?? 0)
      return saved
    },
    async beat() {
      await ask('GET', '/status')
    },
    kept: keeper.count,
  }
}

function memoryStore(): KeptStore {
  const rows = new Map<string, Kept>()
  return {
    all: async () => [...rows.values()],
    put: async (kept) => {
      for (const sale of kept) rows.set(sale.id, sale)
    },
    remove: async (ids) => {
      for (const id of ids) rows.delete(id)
    },
  }
}
