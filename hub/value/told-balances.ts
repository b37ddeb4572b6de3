import type { z } from 'zod'
import { type CloudToHub, MAX_BALANCES_ASKED } from '#shared/contracts/sync.ts'
import type { CloudMark } from '#shared/journal/kept-sales.ts'
import { type Head, isAfter, type Position } from '#shared/journal/record.ts'
import type { ValueLine } from './line.ts'
import { createQuestions } from './questions.ts'

type Balances = Extract<z.infer<typeof CloudToHub>, { kind: 'balances' }>

/** A balance with the place of this hub's journal up to which it holds everything. */
export interface LoadedBalance {
  readonly balance: number
  /** When the books had it so. */
  readonly asOf: number
  readonly mark: Head
  /** And the places of other journals; what was told names none. */
  readonly reached?: readonly CloudMark[]
  /** Where this hub's journal was when the cloud was asked. */
  readonly asked?: Position
}

/**
 * Balances that the cloud told when a customer's card was looked up: the replica's may be hours old.
 * They live in memory, each until the replica is as new.
 */
export interface ToldBalances {
  /** Asks for these; without a line, or an answer in 800 ms, the replica's stay. */
  readonly ask: (accounts: readonly string[]) => Promise<void>
  readonly hear: (answer: Balances) => void
  /** The newer of the replica's and what was told. */
  readonly newest: (account: string, inReplica: LoadedBalance) => LoadedBalance
  /** Another life of the cloud's books began, or more is known of them than when they were asked. */
  readonly forget: () => void
}

const MAX_TOLD = 2_000
/** Their answers may still come. */
const MAX_QUESTIONS = 100
/** After an unanswered question customers do not wait again for so long. */
const PAUSE_MS = 10_000

export function createToldBalances(deps: {
  readonly line: ValueLine
  readonly head: () => Position
  readonly newId: () => string
  readonly uptimeMs: () => number
}): ToldBalances {
  const questions = createQuestions<Balances>(deps)
  const told = new Map<string, LoadedBalance & { readonly changedAt: number }>()
  const askedAt = new Map<string, Position>()
  let silentUntil = 0

  const hear = ({ id, at, mark, accounts }: Balances): void => {
    const asked = askedAt.get(id)
    askedAt.delete(id)
    for (const { account, balance, changedAt } of accounts) {
      told.delete(account)
      told.set(account, { balance, asOf: at, mark, changedAt, ...(asked && { asked }) })
    }
    dropOldest(told, MAX_TOLD)
  }
  return {
    async ask(all) {
      const accounts = all.slice(0, MAX_BALANCES_ASKED)
      if (accounts.length === 0 || deps.uptimeMs() < silentUntil || !deps.line.isOpen()) return
      const answer = await questions.ask((id) => {
        askedAt.set(id, deps.head())
        dropOldest(askedAt, MAX_QUESTIONS)
        return { kind: 'balance-request', id, accounts }
      })
      silentUntil = answer === null ? deps.uptimeMs() + PAUSE_MS : 0
    },
    hear(answer) {
      hear(answer)
      questions.hear(answer)
    },
    forget() {
      told.clear()
      askedAt.clear()
    },
    newest(account, inReplica) {
      const known = told.get(account)
      if (known === undefined) return inReplica
      const { asOf, mark } = inReplica
      const isNewer =
        known.changedAt > asOf || (known.changedAt === asOf && isAfter(known.mark, mark))
      if (isNewer) return known
      // It was the same balance then, and the replica has it by now.
      if (known.changedAt === asOf) return { ...inReplica, asOf: known.asOf }
      told.delete(account)
      return inReplica
    },
  }
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return
    map.delete(key)
  }
}
