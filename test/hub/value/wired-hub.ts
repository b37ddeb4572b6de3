import { pino } from 'pino'
import { z } from 'zod'
import { createAskPlaces } from '#hub/cloud-link/ask-places.ts'
import { createAskSold } from '#hub/cloud-link/ask-sold.ts'
import { createCloudClient } from '#hub/cloud-link/cloud-client.ts'
import { type CloudLink, startCloudLink } from '#hub/cloud-link/cloud-link.ts'
import { createCloudState } from '#hub/cloud-link/state.ts'
import { createHubTime } from '#hub/cloud-link/time.ts'
import { NotRefundable, Receipt, Saved } from '#shared/contracts/till.ts'
import { products } from '#test/cloud/seed.ts'
import type { ValueShop } from '#test/cloud/value/value-shop.ts'
import { until } from '#test/support/shop.ts'
import { newId, openTestHub, type TestHub, type TestTill } from '../open-hub.ts'

/** A hub with a real journal, in a real session with a real cloud; the line can be cut. */
export interface WiredHub extends TestHub {
  readonly hubId: number
  readonly cut: () => Promise<void>
  readonly restore: () => Promise<void>
  /** All that was journaled here is in the books. */
  readonly sent: () => Promise<void>
  /** Answers of the cloud to refunds that are lost on their way. */
  answersToLose: number
}

export const credit = {
  id: 1,
  code: 'CREDIT',
  name: 'Кредит',
  kind: 'store-credit',
  offline: 'leased',
} as const

export async function openWiredHub(shop: ValueShop, storeId: number): Promise<WiredHub> {
  const client = createCloudClient(() => shop.url)
  const made = await shop.post('/v1/hubs/codes', { storeId })
  const { code } = z.object({ code: z.string() }).parse(await made.json())
  const { profile, token, hubId, epoch, feedId } = await client.claim({ code, name: `${storeId}` })
  const started = performance.now()
  const boot = { bootId: 'boot', uptimeMs: () => Math.round(performance.now() - started) }
  const time = createHubTime(boot, () => Date.now())
  const log = pino({ level: 'silent' })
  const state = createCloudState(() => Date.now())
  let link: CloudLink | null = null
  const lost = { answersToLose: 0 }
  const hub = await openTestHub({
    profile,
    claimed: false,
    feed: {
      programmes: [credit],
      members: [{ id: 7, name: 'Сараа', phone: '99110007' }],
      vatGroups: profile.vatGroups,
      products: products.map(({ id, name, listPrice, vatGroupId }) => {
        return { id, name, listPrice, vatGroupId }
      }),
    },
    upper: time.upper,
    line: {
      session: () => link?.value.session() ?? null,
      isOpen: () => link?.value.isOpen() ?? false,
      send: (message) => link?.value.send(message) ?? false,
    },
    askSold: createAskSold({ client, cloud: state, token: () => (link === null ? null : token) }),
    askPlaces: createAskPlaces({
      client,
      cloud: state,
      token: () => (link === null ? null : token),
    }),
  })
  const { journal, value } = hub
  const identity = { hubId, epoch, token, feedId, lookupKey: hub.feed.lookupKey }
  await journal.adopt({ ...identity, profile: JSON.stringify(profile), cloudSeq: 0 })

  const start = () =>
    startCloudLink({
      cloudUrl: shop.url,
      client,
      journal,
      time,
      note: hub.shop.note,
      sealKey: hub.sealKey.publicKey,
      state,
      random: () => 0,
      log,
      syncNow: () => undefined,
      status: (push) => ({
        kind: 'status',
        version: '1',
        ...push,
        replica: null,
        replicaAt: null,
        tills: 1,
        devices: [],
      }),
      onConfirmed: value.confirmed,
      onValue(message) {
        if (message.kind === 'refund-answer' && lost.answersToLose > 0) lost.answersToLose -= 1
        else value.hear(message)
      },
      onSession(session) {
        value.sessionOpened(session)
        hub.hub.keptPlaces.sessionOpened()
      },
    })
  const restore = async () => {
    link ??= start()
    await until('the hub is online', async () => link?.value.isOpen() === true)
  }
  const cut = async () => {
    const ended = link
    link = null
    await ended?.stop()
  }
  await restore()
  return Object.assign(lost, {
    ...hub,
    hubId,
    cut,
    restore,
    sent: () =>
      until('all is sent', async () => link?.pusher.cloudSeq() === journal.head().seq).then(
        () => undefined,
      ),
    async [Symbol.asyncDispose]() {
      await cut()
      await hub[Symbol.asyncDispose]()
    },
  })
}

export interface RefundWish {
  readonly id?: string
  readonly lines?: readonly { readonly lineId: string; readonly quantity: number }[]
  readonly tenders?: readonly { readonly kind: string; readonly amount: number }[]
  readonly memberId?: number
  readonly loyaltyRefundCash?: number
}

const Hindered = z.looseObject({ hindrance: z.string() })
/** A busy cloud may answer too late for the second that a till waits: then it tries again, as told. */
export async function inTime<Answer extends { readonly body: unknown }>(
  ask: () => Promise<Answer>,
  passing: readonly string[] = ['no-answer'],
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask()
    const { data } = Hindered.safeParse(answer.body)
    if (tries === 20 || !passing.includes(data?.hindrance ?? '')) return answer
  }
}

export function askRefund(till: TestTill, receiptId: string, wish: RefundWish = {}) {
  const of = { id: newId(), shiftId: till.shiftId, receiptId, reason: 'broken' }
  return till.call('POST', '/refunds', { ...of, ...wish })
}

/** The receipt of a refund that was made. */
export async function refunded(till: TestTill, receiptId: string, wish: RefundWish = {}) {
  const same = { id: newId(), ...wish }
  const passing = ['no-answer', 'right-elsewhere']
  const { status, body } = await inTime(() => askRefund(till, receiptId, same), passing)
  if (status > 201) throw new Error(`${status} ${JSON.stringify(body)}`)
  return Receipt.parse(Saved.parse(body).receipt)
}

/** Why it was not made. */
export async function hindered(till: TestTill, receiptId: string, wish: RefundWish = {}) {
  const same = { id: newId(), ...wish }
  const { body } = await inTime(() => askRefund(till, receiptId, same))
  return NotRefundable.parse(body)
}
