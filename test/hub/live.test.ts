import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startServing } from '#hub/serve.ts'
import { LiveEvent } from '#shared/contracts/till.ts'
import { one, openTestHub } from './open-hub.ts'

test('a till hears of the hub and of receipts over its WebSocket; a stranger is refused', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const serving = await startServing({ fetch: shop.hub.app.fetch, host: '127.0.0.1', port: 0 })
  const url = `ws://127.0.0.1:${serving.port}/v1/live?token=`
  try {
    const events: LiveEvent[] = []
    const socket = new WebSocket(url + till.token)
    socket.on('message', (data: Buffer) =>
      events.push(LiveEvent.parse(JSON.parse(data.toString('utf8')))),
    )
    await expect.poll(() => events).toMatchObject([{ kind: 'status', status: { headSeq: 1 } }])
    const saved = await till.sell({ lines: [one(1)] })
    await expect
      .poll(() => events.at(-1))
      .toMatchObject({ kind: 'receipt.saved', receipt: { id: saved.id, total: 1000_00 } })
    expect(shop.live.tills()).toEqual(['T1'])
    socket.close()
    await expect.poll(() => shop.live.tills()).toEqual([])

    const stranger = new WebSocket(`${url}nobody`)
    const [error] = (await once(stranger, 'error')) as [Error]
    expect(error.message).toContain('401')
  } finally {
    await serving.close()
  }
})

test('a till whose pages come back again and again loses its oldest ones; the other tills go on hearing', async () => {
  await using shop = await openTestHub()
  const [flapping, other] = [await shop.openTill(), await shop.openTill()]
  const serving = await startServing({ fetch: shop.hub.app.fetch, host: '127.0.0.1', port: 0 })
  const open = async (token: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${serving.port}/v1/live?token=${token}`)
    await once(socket, 'open')
    return socket
  }
  try {
    const pages: WebSocket[] = []
    for (let i = 0; i < 410; i += 1) pages.push(await open(flapping.token))
    const isOpen = ({ readyState }: WebSocket) => readyState === WebSocket.OPEN
    await expect.poll(() => pages.filter(isOpen).length).toBe(16)
    expect(pages.slice(-16).every(isOpen)).toBe(true)
    const page = await open(other.token)
    const heard: string[] = []
    page.on('message', (data: Buffer) => heard.push(data.toString('utf8')))
    const { id } = await other.sell({ lines: [one(1)] })
    await expect
      .poll(() => heard.filter((event) => event.includes('receipt.saved')).join())
      .toContain(id)
    expect(isOpen(page)).toBe(true)
    expect(shop.live.tills()).toEqual([flapping.code, other.code])
  } finally {
    await serving.close()
  }
})
