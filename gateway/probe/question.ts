import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Line } from '#shared/contracts/device.ts'
import type { ProbeAnswer } from '#shared/contracts/found.ts'

export type Finding = Pick<ProbeAnswer, 'found' | 'reason' | 'protocol'>

/** What listens to one connection; it is given the bytes in any chunking. */
export interface Listener {
  /** What is said back, so that no device is left waiting for it; empty = nothing. */
  hear(chunk: Uint8Array): Uint8Array
  /** Nothing more is awaited. */
  isDone(): boolean
  /** Null = nothing that is understood was heard. */
  finding(): Finding | null
}

/** A question that changes nothing, whoever hears it. */
export interface Question {
  readonly line: Line
  readonly ask: Uint8Array
  /** How long an answer is awaited (ms). */
  readonly waitMs: number
  readonly listen: () => Listener
}

export interface ProbeDeps {
  readonly open: (line: Line) => Promise<Duplex>
  readonly clock: () => number
  /** In place of the waiting time of each question, for tests. */
  readonly answerMs?: number
}

const heardMax = 256
/** For what is owed to a device, before the line is let go. */
const FAREWELL_MS = 300
export const nothingToSay = new Uint8Array(0)

/** Where an answer came first, nobody waits for the rest of it: not the end of the program either. */
const pause = (ms: number) => sleep(ms, undefined, { ref: false })

/** Rejects when the line cannot be opened. */
export async function askLine(
  { line, ask, waitMs, listen }: Question,
  { open, answerMs }: ProbeDeps,
): Promise<{ readonly finding: Finding | null; readonly heard: number }> {
  const opened = await open(line)
  const listener = listen()
  let heard = 0
  let owes = false
  opened.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => opened.once('close', () => resolve()))
  const done = new Promise<void>((resolve) => {
    opened.on('data', (chunk: Uint8Array) => {
      heard += chunk.length
      // Who goes on and on is no device that answers.
      if (heard > heardMax * 16) return resolve()
      const reply = listener.hear(chunk)
      if (reply.length > 0 && opened.writable) {
        opened.write(reply)
        owes = true
      }
      if (listener.isDone()) resolve()
    })
  })
  opened.write(ask)
  await Promise.race([pause(answerMs ?? waitMs), closed, done])
  if (owes) {
    // Adapters and networks say "sent" while it is on its way, and drop it where the line is cut.
    opened.end()
    await Promise.race([pause(FAREWELL_MS), closed])
  }
  opened.destroy()
  // Only then can the port be opened again.
  await closed
  return { finding: listener.finding(), heard }
}

/** Gathers all that comes and reads it at the end, or once `isWhole` says that it has come. */
export function listenTo(
  read: (heard: Uint8Array) => Finding | null,
  isWhole: (heard: Uint8Array) => boolean = () => false,
): () => Listener {
  return () => {
    let heard = new Uint8Array(0)
    return {
      hear(chunk) {
        heard = Uint8Array.from([...heard, ...chunk.subarray(0, heardMax - heard.length)])
        return nothingToSay
      },
      isDone: () => isWhole(heard),
      finding: () => read(heard),
    }
  }
}

/** What a technician is to do with a device that has no driver here. */
export function leaveAlone(use: 'payment' | 'fiscal', name = ''): string {
  const words = name === '' ? '' : `${name}: `
  return `${words}no driver here: set it up as reserved-line, use ${use}, and it is left alone`
}
