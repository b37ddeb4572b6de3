import { once } from 'node:events'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { type BoxStatus, ClaimAnswer } from '#shared/contracts/sync.ts'
import type { SoldShop } from './sold-shop.ts'

/** A second box in the first one's store that only tells how it is; revoked at the end. */
export async function claimBox({ shop }: SoldShop) {
  const post = async (path: string, body: object) =>
    await shop.cloud(path, { method: 'POST', body: JSON.stringify(body) })
  const hubs = z.object({ items: z.tuple([z.object({ storeId: z.int() })]).rest(z.unknown()) })
  const { storeId } = hubs.parse(await (await shop.cloud('/v1/hubs')).json()).items[0]
  const issued = await (await post('/v1/hubs/codes', { storeId })).json()
  const { code } = z.object({ code: z.string() }).parse(issued)
  const claimed = await post('/v1/hubs/claim', { code, name: 'second box' })
  const { token, hubId } = ClaimAnswer.parse(await claimed.json())
  const socket = new WebSocket(`${shop.cloudUrl.replace('http', 'ws')}/v1/hub-stream`, {
    headers: { authorization: `Bearer ${token}` },
  })
  await once(socket, 'open')
  return {
    say(about: Pick<BoxStatus, 'troubles' | 'box'>): void {
      const status: BoxStatus = {
        kind: 'status',
        version: '9.9.9',
        headSeq: 0,
        unsent: 0,
        oldestUnsentAt: null,
        replica: null,
        replicaAt: null,
        tills: 0,
        devices: [],
        ...about,
      }
      socket.send(JSON.stringify(status))
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      await post(`/v1/hubs/${hubId}/revoke`, {})
    },
  }
}
