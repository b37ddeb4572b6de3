import type { ValueMovement } from '#shared/contracts/event.ts'
import { Failure } from '#shared/domain/failure.ts'
import { valueAccountId } from '#shared/value/account-id.ts'
import type { ReplicaProgramme } from '../replica/replica.ts'
import type { Shop } from '../shop.ts'
import { planGiveBack, type WalletGuard } from './guard.ts'
import { idWithin } from './id-within.ts'
import type { LeaseTerms } from './lease-jobs.ts'
import type { LocalDesk } from './local-desk.ts'
import { type Moves, newMovement } from './movement.ts'
import type { Cover } from './payments.ts'
import type { StoredWallet } from './store.ts'
import type { WantedValue } from './value.ts'

/** The part of a receipt that moves value: into its envelope, and what must hold when it is saved. */
export interface MovedValue {
  readonly movements: ValueMovement[]
  /** Those that are spent. */
  readonly leases: string[]
  readonly guard: WalletGuard
}

/** What of a sale or a refund is paid in value. */
export interface ReceiptValue {
  /** Finds and reserves what pays; let go of it when the receipt is saved or not. */
  readonly pay: (receiptId: string, wanted: readonly WantedValue[]) => Promise<MovedValue>
  /** Gives back what the sale spent, and beyond that credits money that it was paid with. */
  readonly giveBack: (wanted: CreditedValue, sold: readonly ValueMovement[]) => MovedValue
  /** Gives back of what the sale spent; all of these are of one account. */
  readonly putBack: (amount: number, spent: readonly ValueMovement[]) => MovedValue
  /** Where store credit of this member is; null = the company has none. */
  readonly creditAccount: (memberId: number) => string | null
}

export interface CreditedValue {
  readonly memberId: number
  readonly amount: number
}

export function createReceiptValue(deps: {
  readonly shop: Shop
  readonly wallet: StoredWallet
  readonly cover: (receiptId: string, wanted: WantedValue) => Promise<Cover>
  readonly terms: () => LeaseTerms
  readonly local: Pick<LocalDesk, 'again'>
  readonly letGo: (receiptId: string) => void
  readonly needProgramme: (
    amount: number,
    isIt: (one: ReplicaProgramme) => boolean,
  ) => ReplicaProgramme
}): ReceiptValue {
  const { shop, wallet } = deps
  const epoch = () => shop.identity().epoch
  const movement = (moves: Moves) => newMovement(shop.newId(), moves)

  /** `rest` is more than the sale spent. */
  const planned = (
    amount: number,
    sold: readonly ValueMovement[],
  ): MovedValue & { readonly rest: number } => {
    const { moment } = deps.terms()
    const spends = sold
      .filter(({ kind }) => kind === 'spend')
      .map(({ id, lease, amount: spent }) => ({ movementId: id, lease, amount: spent }))
    const refund = { spends, amount, epoch: epoch() }
    const plan = planGiveBack(wallet, refund, moment.upper)
    const movements = plan.map(({ reverses, lease, amount: part }) => {
      const { account } = need(sold.find(({ id }) => id === reverses))
      return movement({ kind: 'give-back', account, amount: part, lease, reverses })
    })
    const rest = amount - movements.reduce((sum, each) => sum + each.amount, 0)
    const guard = { kind: 'give-back', refund, plan, moment } as const
    return { movements, leases: [], guard, rest }
  }

  return {
    creditAccount(memberId) {
      const programme = shop.replica.programmes().find(({ kind }) => kind === 'store-credit')
      return programme === undefined ? null : valueAccountId(programme.code, memberId)
    },
    async pay(receiptId, wanted) {
      const movements: ValueMovement[] = []
      const found: Cover[] = []
      const spend = (moves: Omit<Moves, 'kind'>) => {
        const id = idWithin(receiptId, `spend-${movements.length + 1}`)
        movements.push(newMovement(id, { kind: 'spend', ...moves }))
      }
      for (const one of wanted) found.push(await deps.cover(receiptId, one))
      for (const { account, parts, trust, local } of found) {
        for (const { lease, amount } of parts) spend({ account, amount, lease })
        if (local !== null) spend({ account, amount: local.amount, cover: 'local-balance' })
        if (trust === null) continue
        const { amount, rule } = trust
        spend({ account, amount, rule, cover: 'trust' })
      }
      const { moment } = deps.terms()
      const guards = found.map(({ parts, trust, local: reserved }) => {
        // The balance may have been loaded again since it was reserved.
        const local = reserved && deps.local.again(reserved)
        return { kind: 'spend', parts, trust, local, epoch: epoch(), moment } as const
      })
      const leases = found.flatMap(({ parts }) => parts.map(({ lease }) => lease))
      return { movements, leases, guard: { kind: 'all', guards } }
    },
    putBack(amount, spent) {
      const moved = planned(amount, spent)
      if (moved.rest > 0) throw new Failure('conflict', `the sale spent ${moved.rest} less of it`)
      return moved
    },
    giveBack({ memberId, amount }, sold) {
      const { rest, ...moved } = planned(amount, sold)
      if (rest > 0) {
        const account = valueAccountId(deps.needProgramme(rest, isStoreCredit).code, memberId)
        moved.movements.push(movement({ kind: 'give-back', account, amount: rest }))
      }
      return moved
    },
  }
}

const isStoreCredit = ({ kind }: ReplicaProgramme) => kind === 'store-credit'

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Failure('conflict', 'the sale did not spend this')
  return value
}
