import type { Hindrance, TillAccount } from '#shared/contracts/till.ts'
import type { CloudMark } from '#shared/journal/kept-sales.ts'
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
  isBeyond,
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

/** What this hub did to an account, with what the feed has of other journals that it came from. */
export interface OwnHistory {
  readonly own: readonly OwnMovement[]
  readonly reached: readonly CloudMark[]
}

/** Balances as the feed has them, with what this hub did since laid over them (spine B3). */
export interface Overlay {
  readonly accountsOf: (memberId: number) => readonly TillAccount[]
  /** Read inside the snapshot of the replica that gave the mark: the journal then holds all of it. */
  readonly history: (account: string, mark: Head) => OwnHistory
  /** What of it is not in that feed, by this hub's place or by another that a till told of. */
  readonly since: (
    own: readonly OwnMovement[],
    feed: { readonly mark: Head; readonly reached: readonly CloudMark[] },
  ) => readonly OwnMovement[]
  /** The newer of the replica's and what was told; the replica's where only that can be laid under. */
  readonly newest: (
    account: string,
    inReplica: LoadedBalance,
    own: readonly OwnMovement[],
  ) => LoadedBalance
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
  const history = (account: string, mark: Head): OwnHistory => {
    // An epoch opened since may have begun before the mark's place.
    const after = mark.epoch < journal.head().epoch ? 0 : mark.seq
    const own = wallet.movementsOf(account, after)
    const reached = new Map<string, CloudMark>()
    for (const { places = [] } of own) {
      for (const { hub, epoch } of places) {
        const name = `${hub} ${epoch}`
        if (!reached.has(name)) {
          reached.set(name, { hub, epoch, seq: replica.reached(hub, epoch) })
        }
      }
    }
    return { own, reached: [...reached.values()] }
  }
  const newest: Overlay['newest'] = (account, inReplica, own) => {
    const told = deps.told.newest(account, inReplica)
    if (told.reached !== undefined) return told
    const { asked } = told
    // What was told names no other journal, but the books had what a till brought when it was taken.
    const brought = own.filter((movement) => movement.places && isAfter(movement, told.mark))
    const reached = brought.flatMap(({ places = [] }) => places)
    const isSure = asked !== undefined && brought.every((movement) => !isAfter(movement, asked))
    return brought.length === 0 || isSure ? { ...told, reached } : inReplica
  }

  return {
    history,
    newest,
    since(own, { mark, reached }) {
      if (!isOwn(mark)) return []
      const { hubId: hub } = shop.identity()
      return own.filter((movement) => {
        const { epoch, seq, places = [] } = movement
        const here = { hub, epoch, seq }
        return isBeyond({ ...movement, places: [here, ...places] }, { mark, reached })
      })
    },
    loaded(account) {
      const { hubId } = shop.identity()
      const { inReplica, own } = replica.snapshot(() => {
        const mark = replica.hubMark(hubId)
        const { own, reached } = history(account, mark)
        return { inReplica: { ...inFeed(replica, account), mark, reached }, own }
      })
      const { asOf: _, ...loaded } = newest(account, inReplica, own)
      return isOwn(loaded.mark) ? loaded : null
    },
    look() {
      if (replica.present) isOwn(replica.hubMark(shop.identity().hubId))
    },
    accountsOf(memberId) {
      const { hubId } = shop.identity()
      const { rows, known } = replica.snapshot(() => {
        const mark = replica.hubMark(hubId)
        const rows = replica.accountsOf(memberId)
        const known = replica.programmes().map((programme) => {
          const account = valueAccountId(programme.code, memberId)
          const row = rows.find((each) => each.programme === programme.id)
          const { own, reached } = history(account, mark)
          const of = { balance: row?.balance ?? 0, asOf: row?.asOf ?? 0, mark, reached }
          return { programme, account, row, own, of }
        })
        return { rows, known }
      })
      const shown = known.map(({ programme, account, row, own, of }) => {
        const feed = newest(account, of, own)
        const balance = isOwn(feed.mark) ? shownBalance(feed, own) : feed.balance
        if (row === undefined && balance === 0) return []
        const { code, name, kind } = programme
        const worth = replica.isFrozen(memberId, programme.id)
          ? frozen
          : deps.worthOf(account, balance, programme)
        const { asOf } = feed
        return [{ programme: programme.id, code, name, kind, balance, asOf, ...worth }]
      })
      const unknown = rows.filter((row) =>
        known.every((each) => each.programme.id !== row.programme),
      )
      return [...shown.flat(), ...unknown.map(unnamed)]
    },
  }
}

const frozen: Worth = { spendable: 0, hindrance: 'frozen' }

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
