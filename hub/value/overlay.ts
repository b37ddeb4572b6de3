import type { Hindrance, TillAccount } from '#shared/contracts/till.ts'
import { type Head, isAfter, type Position } from '#shared/journal/record.ts'
import {
  holderOfAccount,
  isVoucherAccount,
  programmeOfAccount,
  valueAccountId,
} from '#shared/value/account-id.ts'
import {
  adoptFeed,
  type FeedBalance,
  type OwnMovement,
  shownBalance,
} from '#shared/value/hub/overlay.ts'
import type { Replica, ReplicaAccount, ReplicaProgramme } from '../replica/replica.ts'
import type { Shop } from '../shop.ts'
import { isAlive } from '../vouchers/voucher-state.ts'
import type { StoredWallet } from './store.ts'
import type { LoadedBalance, ToldBalances } from './told-balances.ts'

/** What a balance is worth here now. */
export interface Worth {
  readonly spendable: number
  readonly hindrance: Hindrance | null
}

/** Balances as the feed has them, with what this hub did since laid over them (spine B3). */
export interface Overlay {
  readonly accountsOf: (memberId: number) => readonly TillAccount[]
  /** What this hub did to an account after the mark that was read with it. */
  readonly since: (account: string, mark: Head) => readonly OwnMovement[]
  /** What was loaded last of an account, with its mark; null: it is not of this disk. */
  readonly loaded: (account: string) => FeedBalance | null
  /** A new state of the replica is there: is it of this disk's own history? */
  readonly look: () => void
}

export function createOverlay(deps: {
  readonly shop: Shop
  readonly wallet: StoredWallet
  readonly told: Pick<ToldBalances, 'newest'>
  readonly worthOf: (account: string, balance: number, programme: ReplicaProgramme) => Worth
  /** The feed tells that this disk is an old image: behave as if a till had seen it. */
  readonly onOldImage: (mark: Head) => void
}): Overlay {
  const { shop, wallet } = deps
  const { replica, journal } = shop
  let adopted = ''

  /** An old image must not count its movements over a mark that stands for others. */
  const isOwn = (mark: Head): boolean => {
    const head = journal.head()
    const name = `${head.epoch} ${mark.epoch} ${mark.seq} ${mark.hash}`
    if (name === adopted) return true
    const { outcome } = adoptFeed({ mark, head, hashAt })
    if (outcome === 'adopted') {
      adopted = name
      return true
    }
    deps.onOldImage(mark)
    return false
  }
  const hashAt = ({ epoch, seq }: Position): string | undefined => {
    const own = journal.eventBySeq(seq)
    return own?.epoch === epoch ? own.hash : undefined
  }
  const ownOf = (account: string, mark: Head): readonly OwnMovement[] => {
    // An epoch opened since may have begun before the mark's place.
    const after = mark.epoch < journal.head().epoch ? 0 : mark.seq
    return wallet.movementsOf(account, after)
  }
  const balanceOf = (account: string, { balance, mark }: LoadedBalance): number =>
    isOwn(mark) ? shownBalance({ balance, mark }, ownOf(account, mark)) : balance

  return {
    since(account, mark) {
      if (!isOwn(mark)) return []
      return ownOf(account, mark).filter((movement) => isAfter(movement, mark))
    },
    loaded(account) {
      const { hubId } = shop.identity()
      const inReplica = replica.snapshot(() => ({
        ...inFeed(replica, account),
        mark: replica.hubMark(hubId),
      }))
      const { balance, mark } = deps.told.newest(account, inReplica)
      return isOwn(mark) ? { balance, mark } : null
    },
    look() {
      if (replica.present) isOwn(replica.hubMark(shop.identity().hubId))
    },
    accountsOf(memberId) {
      const { hubId } = shop.identity()
      // Balances and mark of one moment; the journal is read after it, so it holds all of the mark.
      const { rows, programmes, mark } = replica.snapshot(() => readOf(replica, memberId, hubId))
      const known = programmes.map((programme) => {
        const account = valueAccountId(programme.code, memberId)
        const row = rows.find((each) => each.programme === programme.id)
        const of = { balance: row?.balance ?? 0, asOf: row?.asOf ?? 0, mark }
        const newest = deps.told.newest(account, of)
        const balance = balanceOf(account, newest)
        if (row === undefined && balance === 0) return []
        const { code, name, kind } = programme
        const worth = replica.isFrozen(memberId, programme.id)
          ? frozen
          : deps.worthOf(account, balance, programme)
        const { asOf } = newest
        return [{ programme: programme.id, code, name, kind, balance, asOf, ...worth }]
      })
      const unknown = rows.filter((row) => programmes.every(({ id }) => id !== row.programme))
      return [...known.flat(), ...unknown.map(unnamed)]
    },
  }
}

const frozen: Worth = { spendable: 0, hindrance: 'frozen' }

function readOf(replica: Replica, memberId: number, hubId: number) {
  return {
    rows: replica.accountsOf(memberId),
    programmes: replica.programmes(),
    mark: replica.hubMark(hubId),
  }
}

function inFeed(replica: Replica, account: string): Omit<LoadedBalance, 'mark'> {
  if (isVoucherAccount(account)) {
    const voucher = replica.voucher(account)
    if (voucher?.kind !== 'coupon') return voucher ?? nothing
    return { balance: Number(isAlive(voucher.state)), asOf: 0 }
  }
  const code = programmeOfAccount(account)
  const id = replica.programmes().find((each) => each.code === code)?.id
  const rows = replica.accountsOf(Number(holderOfAccount(account)))
  return rows.find(({ programme }) => programme === id) ?? nothing
}

const nothing = { balance: 0, asOf: 0 }

/** Of a programme that this hub's copy does not name yet: shown, not spent. */
function unnamed({ programme, balance, asOf }: ReplicaAccount): TillAccount {
  const of = { code: '', name: '', kind: '', spendable: 0, hindrance: 'no-account' } as const
  return { programme, balance, asOf, ...of }
}
