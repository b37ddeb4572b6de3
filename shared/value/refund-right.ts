/**
 * The right to refund a receipt: a lease on its remaining amount that its own hub holds from the
 * sale on (spine B5). Amounts are minor units of the receipt's currency.
 */
export interface RefundRight {
  readonly receiptId: string
  readonly hub: number
  readonly epoch: number
  readonly total: number
  /** Given back under the right or settled out of a claim. */
  readonly refunded: number
  /** `hub`: the selling hub may refund alone · `recalled`: it was asked for it · `cloud`: it came back. */
  readonly holder: 'hub' | 'recalled' | 'cloud'
  /** Refunds made elsewhere that wait for the right, in order of arrival. */
  readonly claims: readonly RefundClaim[]
  /** Ids of the refunds and claims that were counted: a repeat counts once. */
  readonly counted: readonly string[]
  readonly version: number
}

export interface RefundClaim {
  readonly id: string
  readonly hub: number
  readonly amount: number
  /**
   * `pending-credit`: store credit that cannot be spent yet · `trust`: cash out of the refund trust ·
   * `granted`: promised by the cloud to a hub that has not reported it yet.
   */
  readonly cover: 'pending-credit' | 'trust' | 'granted'
  /** The account of a pending credit. */
  readonly accountId: string | null
  /** Of a granted one: its hub's epoch and the cloud's time then. Absent in books of before. */
  readonly promised?: { readonly epoch: number; readonly at: number }
}
