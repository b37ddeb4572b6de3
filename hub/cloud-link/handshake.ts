import type { Logger } from 'pino'
import type { HandshakeAnswer, Hello } from '#shared/contracts/sync.ts'
import { lacksAnswers } from '#shared/value/hub/receive.ts'
import type { ClockReading } from '#shared/value/hub/time-anchor.ts'
import type { NewEvent } from '../journal/append-job.ts'
import type { Journal } from '../journal/journal.ts'
import { createStoredWallet } from '../value/store.ts'
import { type CloudClient, CloudRefused } from './cloud-client.ts'
import { createOutboxStore } from './store.ts'
import type { HubTime } from './time.ts'

/** Opened by a handshake of this process; the cloud takes events in no other. */
export interface Session {
  readonly id: string
  readonly epoch: number
  readonly incarnation: number
  /** See the contract. */
  readonly posted?: number | undefined
}

export type HubNote = 'epoch-opened' | 'old-image-witnessed'

export interface Handshake {
  readonly session: () => Session | null
  /** The cloud says that it is over: shake hands before anything else. */
  readonly end: () => void
  /** Answers how far the books are; throws `CloudRefused` without an answer or a session. */
  readonly shake: () => Promise<number>
}

export interface HandshakeDeps {
  readonly client: Pick<CloudClient, 'handshake' | 'heardSession'>
  readonly journal: Journal
  readonly time: HubTime
  readonly note: (note: HubNote, words: string) => NewEvent
  /** Public; what the cloud has for this box alone is sealed with it. */
  readonly sealKey: string
  readonly onSession: (session: Session) => void
  readonly log: Logger
}

/** Proofs halve what is left of 2⁴⁰ events; an epoch or two may be opened on the way. */
const MAX_ROUNDS = 64

/** The cloud takes a hundred proofs; with fewer it only finds an earlier place in common. */
const MAX_HOLES = 16

type Go = Extract<HandshakeAnswer, { outcome: 'go' }>

/** The hub's side of the handshake (spine B1.3): whatever its disk is, it ends in a session. */
export function createHandshake(deps: HandshakeDeps): Handshake {
  const { client, journal, time, log } = deps
  const store = createOutboxStore(journal)
  const wallet = createStoredWallet(journal.rows)
  let session: Session | null = null

  const proofAt = (seq: number): Hello['proofs'][number] => {
    const own = store.at(seq)
    if (own !== undefined) return { epoch: own.epoch, seq, hash: own.hash }
    // Its hash was pruned with it: an epoch that goes on from there chains its first event to none.
    const epoch = seq === store.firstSeq() - 1 ? (store.at(seq + 1)?.epoch ?? 0) : 0
    return { epoch, seq, hash: '' }
  }
  /** The cloud's search halves what lies between two places, and must not take a hole for an end. */
  const besideHoles = (): Hello['proofs'] =>
    store.lostPlaces(MAX_HOLES).flatMap(({ first, last }) => [first - 1, last + 1].map(proofAt))

  const open = async (answer: Go, token: string, asked: ClockReading) => {
    const roundTripMs = time.reading().uptimeMs - asked.uptimeMs
    const { session: id, epoch, incarnation, posted } = answer
    // On the disk first: from then on a copy of this disk without it is another disk.
    await journal.saveSession({ epoch, id })
    await client.heardSession(token, { epoch, session: id, roundTripMs })
    session = { id, epoch, incarnation, posted }
    deps.onSession(session)
    log.info({ epoch, incarnation, sendFrom: answer.sendFrom }, 'session with the cloud')
  }

  /** The next hello says it, and the cloud orders a new epoch. */
  const noteOldImage = async ({ acked = 0 }: Go) => {
    session = null
    time.drop()
    const words = `Message ${acked} of the cloud was acknowledged; this disk holds no answer to it.`
    log.error(`this disk is an older copy: ${words}`)
    await journal.noteOldImage(journal.head().epoch, deps.note('old-image-witnessed', words))
  }

  const openEpoch = async ({ epoch, base }: Extract<HandshakeAnswer, { outcome: 'new-epoch' }>) => {
    session = null
    const words = `Epoch ${epoch} goes on after event ${base.seq} of epoch ${base.epoch}.`
    const before = journal.head()
    await journal.openEpoch(epoch, base, deps.note('epoch-opened', words))
    log.warn({ epoch, base: base.seq, before }, 'this disk was an older copy: a new epoch is open')
  }

  return {
    session: () => session,
    end() {
      session = null
    },
    async shake() {
      let proofs = besideHoles()
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const token = journal.identity()?.token ?? ''
        const asked = time.reading()
        const { bootId, uptimeMs } = asked
        const provisional = journal.isProvisional()
        const answer = await client.handshake(token, {
          head: journal.head(),
          firstSeq: store.firstSeq(),
          session: journal.session(),
          provisional,
          proofs,
          asked: { bootId, uptimeMs },
          sealKey: deps.sealKey,
        })
        switch (answer.outcome) {
          case 'prove':
            proofs.push(proofAt(answer.seq))
            break
          case 'new-epoch':
            await openEpoch(answer)
            proofs = besideHoles()
            break
          case 'refused':
            session = null
            log.error(answer.words)
            throw new CloudRefused(403, answer.words)
          case 'go':
            if (lacksAnswers(wallet.stream(), answer)) {
              await noteOldImage(answer)
              break
            }
            await open(answer, token, asked)
            // A till may have spoken while the cloud did.
            if (journal.isProvisional()) break
            time.anchor(answer.cloudTime, asked)
            return answer.sendFrom - 1
        }
      }
      throw new CloudRefused(null, `no session after ${MAX_ROUNDS} hellos`)
    },
  }
}
