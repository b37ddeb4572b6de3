import type { BoxSite } from './box-site.ts'
import { type BoxTime, createBoxTime } from './box-time.ts'
import { type Census, createCensus } from './census.ts'
import { type CloudLine, createCloudLine } from './cloud-line.ts'
import { type Contract, createContract } from './contract.ts'
import { createCovers } from './covers.ts'
import { createDrafts } from './drafts.ts'
import { createHandshake, type Handshake } from './handshake.ts'
import { createHolds, type Holds } from './holds.ts'
import { createJournalWriter, type JournalWriter } from './journal-writer.ts'
import { createLeaseEnds, type LeaseEnds } from './lease-ends.ts'
import { createOfferDesk } from './offer-desk.ts'
import { createOverlay, type Overlay } from './overlay.ts'
import { createPayments, type Payments } from './payments.ts'
import { createProcess, type Process } from './process.ts'
import { createProjections, type Projections } from './projections.ts'
import { createRefundAsks, type RefundAsks } from './refund-asks.ts'
import { createRefunds, type Refunds } from './refunds.ts'
import { createSales } from './sales.ts'
import { createSaveDesk, type SaveDesk } from './save-desk.ts'
import { createStream, type Stream } from './stream.ts'
import { createTillDesk, type TillDesk } from './till-desk.ts'
import { createTillLine } from './till-line.ts'
import { createTrustDesk } from './trust-desk.ts'
import { createUndo } from './undo.ts'
import { createWitness } from './witness.ts'

/** What the box itself speaks to; the rest only they know. */
export interface BoxParts {
  readonly process: Process
  readonly projections: Projections
  readonly time: BoxTime
  readonly contract: Contract
  readonly line: CloudLine
  readonly writer: JournalWriter
  readonly payments: Payments
  readonly census: Census
  readonly leaseEnds: LeaseEnds
  readonly handshake: Handshake
  readonly holds: Holds
  readonly stream: Stream
  readonly overlay: Overlay
  readonly refundAsks: RefundAsks
  readonly refunds: Refunds
  readonly saveDesk: SaveDesk
  readonly tillDesk: TillDesk
}

/** Each part knows only parts made before it. */
export function createBoxParts(site: BoxSite): BoxParts {
  const process = createProcess(site)
  const projections = createProjections(site)
  const contract = createContract()
  const drafts = createDrafts(site)
  const payments = createPayments(site)
  const base = { process, projections, contract, drafts, payments }

  const time = createBoxTime(site, projections)
  const line = createCloudLine(site, contract)
  const writer = createJournalWriter(site, { ...base, line })
  const census = createCensus(site, base)
  const journal = { ...base, time, line, writer, census }

  const leaseEnds = createLeaseEnds(site, journal)
  const handshake = createHandshake(site, journal)
  const holds = createHolds(site, { ...journal, leaseEnds })
  const cloud = { ...journal, leaseEnds, handshake, holds }

  const stream = createStream(site, cloud)
  const witness = createWitness(site, cloud)
  const overlay = createOverlay(site, { ...cloud, witness })
  const trust = createTrustDesk(site, cloud)
  const covers = createCovers(site, { ...cloud, overlay, trust })

  const sales = createSales(site, cloud)
  const undo = createUndo(site, cloud)
  const refundAsks = createRefundAsks(site, cloud)
  const refunds = createRefunds(site, { ...cloud, refundAsks, undo })
  const tillLine = createTillLine(site, cloud)
  const shop = { ...cloud, stream, overlay, refundAsks, refunds, tillLine }

  const saveDesk = createSaveDesk(site, { ...shop, sales })
  const offerDesk = createOfferDesk(site, shop)
  const tillDesk = createTillDesk({ ...shop, covers, witness, saveDesk, offerDesk })
  return { ...shop, saveDesk, tillDesk }
}
