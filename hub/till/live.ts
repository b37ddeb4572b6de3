import { effect, signal } from '@preact/signals'
import { LiveEvent } from '#shared/contracts/till.ts'
import { clockOffset, hubLostSince, paired, refreshStatus, status } from './session.ts'

type Listener = (event: LiveEvent) => void
const listeners = new Set<Listener>()
/** True while the hub's live connection stands. */
export const live = signal(false)

export function onLive(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const heartbeatMs = 15_000
const retryMs = [500, 1000, 2000, 4000] as const

/** Follows the hub's events as long as this till is paired; messages hint, requests prove. */
export function startLive(): void {
  let socket: WebSocket | null = null
  let tries = 0
  let retry: ReturnType<typeof setTimeout> | undefined

  effect(() => {
    const token = paired.value?.token
    clearTimeout(retry)
    socket?.close()
    if (token !== undefined) {
      void refreshStatus()
      connect(token)
    }
  })
  setInterval(() => {
    if (paired.peek() !== null) void refreshStatus()
  }, heartbeatMs)

  function connect(token: string): void {
    const url = new URL(`/v1/live?token=${encodeURIComponent(token)}`, location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const mine = new WebSocket(url)
    socket = mine
    mine.onopen = () => {
      tries = 0
      live.value = true
      void refreshStatus()
    }
    mine.onmessage = (message) => {
      if (mine === socket) take(String(message.data))
    }
    mine.onclose = () => {
      if (mine !== socket || paired.peek()?.token !== token) return
      live.value = false
      void refreshStatus()
      retry = setTimeout(connect, retryMs[Math.min(tries++, retryMs.length - 1)], token)
    }
  }
}

function take(text: string): void {
  const event = LiveEvent.safeParse(JSON.parse(text))
  // A newer hub may say more than this page knows.
  if (!event.success) return
  if (event.data.kind === 'status') takeLiveStatus(event.data.status)
  for (const listener of listeners) listener(event.data)
}

function takeLiveStatus(next: Extract<LiveEvent, { kind: 'status' }>['status']): void {
  hubLostSince.value = null
  clockOffset.value = next.now - Date.now()
  const known = status.peek()
  if (known !== null) status.value = { ...known, ...next }
}
