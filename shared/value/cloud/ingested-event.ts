import type { Envelope } from '../../contracts/event.ts'

/** An event of a hub's journal as ingest gives it to the books. */
export interface IngestedEvent {
  readonly hub: number
  /** The epoch that it was ingested under. */
  readonly epoch: number
  readonly seq: number
  readonly envelope: Envelope
  /**
   * It was saved in an older epoch and chained again under this one (`firstHash` is set): its word
   * on leases may come from a copy of the disk (spine B1.3).
   */
  readonly chainedAgain?: boolean
  /** Cash rounding of the payload's settlement, minor units; absent where it could not be read. */
  readonly rounding?: number
}
