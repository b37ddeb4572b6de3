import type { Cashier, PairAnswer } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { tillVerifier } from '../mqtt/mosquitto-hash.ts'
import type { Shop } from '../shop.ts'
import { hashSecret, newPairingCode, newToken } from './secrets.ts'
import type { SignedIn, TillSession } from './session.ts'
import { checkPin } from './sign-in.ts'
import {
  addCode,
  createTillStore,
  dropCodes,
  dropCodesBefore,
  saveTill,
  type TillRow,
  takeCode,
} from './store.ts'

const CODE_MINUTES = 10
const MAX_WRONG_CODES = 10
const MAX_TILLS = 200

/** Pairing, tokens and sign-in of the tills of this hub. */
export interface Tills {
  readonly newCode: (till: string | undefined) => Promise<{ code: string; expiresAt: number }>
  /** `former`: the code it had on the box before this one. */
  readonly pair: (code: string, name: string, former?: string) => Promise<PairAnswer>
  /** Throws `unauthorized` for an unknown token. */
  readonly session: (token: string) => TillSession
  /** Whether this is the till's token now. */
  readonly hasToken: (till: string, token: string) => boolean
  readonly signIn: (till: TillSession, employeeId: number, pin: string) => Promise<Cashier>
  readonly signOut: (till: TillSession) => Promise<void>
  readonly count: () => number
  readonly codes: () => readonly string[]
}

export function createTills(shop: Shop): Tills {
  const { journal, replica, clock } = shop
  const store = createTillStore(journal)
  let rows = store.tills()
  let byHash = new Map(rows.map((row) => [row.tokenHash, row]))
  /** Right tokens heard since `rows` were read: a look-up costs less than a hash. */
  const byToken = new Map<string, TillRow>()
  let wrongCodes = 0
  /** Those at the tills, as of one state of the replica. */
  const cashiers = new Map<number, SignedIn | null>()
  let cashiersAt: number | null = null

  const reload = (): void => {
    rows = store.tills()
    byHash = new Map(rows.map((row) => [row.tokenHash, row]))
    byToken.clear()
  }
  const rowOf = (token: string): TillRow | undefined =>
    byToken.get(token) ?? byHash.get(hashSecret(token))
  const saveCashier = async (till: TillSession, cashierId: number | null): Promise<void> => {
    const row = rows.find(({ code }) => code === till.code)
    if (row === undefined) throw unknownToken()
    await journal.execute([saveTill({ ...row, cashierId })])
    reload()
  }
  /** Rights are asked for at each request, so that one taken away at HQ is gone at once. */
  const cashierOf = (id: number | null): SignedIn | null => {
    if (id === null || !replica.present) return null
    const changes = replica.changes()
    if (changes !== cashiersAt) cashiers.clear()
    cashiersAt = changes
    const known = cashiers.get(id)
    if (known !== undefined) return known
    const employee = replica.employee(id)
    const isActive = employee !== undefined && employee.active
    const { name = '', rights = [] } = employee ?? {}
    const cashier = isActive ? { id, name, rights } : null
    cashiers.set(id, cashier)
    return cashier
  }

  return {
    async newCode(till) {
      shop.identity()
      if (till !== undefined && !rows.some(({ code }) => code === till))
        throw new Failure(
          'not-found',
          `till ${till} is not paired with this hub; leave it out for a new till`,
        )
      const code = newPairingCode()
      const expiresAt = clock() + CODE_MINUTES * 60_000
      const row = { codeHash: hashSecret(code), till: till ?? null, expiresAt }
      await journal.execute([dropCodesBefore(clock()), addCode(row)])
      wrongCodes = 0
      return { code, expiresAt }
    },

    async pair(code, name, former) {
      const { store: shopOf, company } = shop.profile()
      const codeHash = hashSecret(code.trim().toUpperCase())
      const found = store.code(codeHash, clock())
      if (found === undefined) {
        wrongCodes += 1
        // Guessing ends here: whoever is honest asks for a new code.
        if (wrongCodes >= MAX_WRONG_CODES) await journal.execute([dropCodes()])
        throw wrongCode()
      }
      if (rows.length >= MAX_TILLS)
        throw new Failure('conflict', `this hub has ${MAX_TILLS} tills already`)
      const codes = rows.map((row) => row.code)
      const isFree = former !== undefined && !codes.includes(former)
      const till = found.till ?? (isFree ? former : nextTillCode(codes))
      const token = newToken()
      const tokenHash = hashSecret(token)
      const row = {
        code: till,
        name,
        tokenHash,
        pairedAt: clock(),
        cashierId: null,
        mqttVerifier: tillVerifier(token, tokenHash),
      }
      const done = await journal.execute([takeCode(codeHash), saveTill(row)])
      if (done.outcome === 'conflict') throw wrongCode()
      reload()
      return { till, token, store: shopOf.name, company: company.name }
    },

    session(token) {
      const row = rowOf(token)
      if (row === undefined) throw unknownToken()
      byToken.set(token, row)
      return { code: row.code, name: row.name, cashier: cashierOf(row.cashierId) }
    },

    async signIn(till, employeeId, pin) {
      const employee = await checkPin({ shop, store }, employeeId, pin)
      await saveCashier(till, employee.id)
      return { id: employee.id, name: employee.name, rights: [...employee.rights] }
    },
    hasToken: (till, token) => rowOf(token)?.code === till,
    signOut: (till) => saveCashier(till, null),
    count: () => rows.length,
    codes: () => rows.map(({ code }) => code),
  }
}

/** T1, T2, …; a number is not given out twice. */
function nextTillCode(codes: readonly string[]): string {
  const numbers = codes.map((code) => Number(/^T(\d+)$/.exec(code)?.[1] ?? 0))
  return `T${Math.max(0, ...numbers) + 1}`
}

function wrongCode(): Failure {
  return new Failure(
    'forbidden',
    'this code is wrong, used or older than 10 minutes: ask for a new one',
  )
}

function unknownToken(): Failure {
  return new Failure('unauthorized', 'this till is not paired with this hub: pair it with a code')
}
