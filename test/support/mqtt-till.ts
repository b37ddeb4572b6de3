import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { LiveEvent, Saved } from '#shared/contracts/till.ts'
import { TillAnswer, type TillCall } from '#shared/contracts/till-call.ts'
import { topics } from '#shared/contracts/topics.ts'
import { newId, Refused, type SaleWish } from './till-client.ts'

/** A till of others: it knows the AsyncAPI document and speaks only MQTT. */
export interface MqttTill {
  readonly client: MqttClient
  readonly heard: readonly LiveEvent[]
  readonly ask: (method: TillCall['method'], path: string, body?: unknown) => Promise<TillAnswer>
  /** Bytes as they are; the answer under this id. */
  readonly send: (id: string | null, payload: string | Buffer) => Promise<TillAnswer>
  readonly close: () => Promise<void>
}

export async function openMqttTill(
  { url, store, till, token }: { url: string; store: string; till: string; token: string },
  options: IClientOptions & { readonly answerMs?: number } = {},
): Promise<MqttTill> {
  const username = `till:${till}`
  const heard: LiveEvent[] = []
  const waiting = new Map<string | null, (answer: TillAnswer) => void>()
  const client = await connectAsync(
    url,
    {
      clientId: username,
      username,
      password: token,
      protocolVersion: 4,
      reconnectPeriod: 100,
      ...options,
    },
    false,
  )
  client.on('error', () => undefined)
  client.on('message', (topic, payload) => {
    const message: unknown = JSON.parse(payload.toString('utf8'))
    if (topic === topics.tillEvent(store, till)) {
      heard.push(LiveEvent.parse(message))
      return
    }
    const answer = TillAnswer.parse(message)
    waiting.get(answer.id)?.(answer)
  })
  await client.subscribeAsync([topics.tillResponse(store, till), topics.tillEvent(store, till)], {
    qos: 1,
  })
  const send: MqttTill['send'] = (id, payload) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`no answer to ${id}`)),
        options.answerMs ?? 10_000,
      )
      const before = waiting.get(id)
      waiting.set(id, (answer) => {
        before?.(answer)
        clearTimeout(late)
        waiting.delete(id)
        resolve(answer)
      })
      client.publish(topics.tillRequest(store, till), payload, { qos: 1 })
    })
  return {
    client,
    heard,
    send,
    ask(method, path, body) {
      const id = newId()
      return send(id, JSON.stringify({ id, token, method, path: `/v1${path}`, body }))
    },
    close: () => client.endAsync(true),
  }
}

/** The same sale, with its id, until the hub has answered. */
export async function saleOverMqtt(
  till: MqttTill,
  sale: SaleWish,
  timeoutMs: number,
): Promise<Saved> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const answer = await till.ask('POST', '/sales', sale).catch((error: unknown) => error)
    if (answer instanceof Error) {
      if (performance.now() > deadline) throw answer
      continue
    }
    const { status, body } = TillAnswer.parse(answer)
    if (status < 300) return Saved.parse(body)
    if (status < 500 || performance.now() > deadline)
      throw new Refused(status, JSON.stringify(body))
  }
}
