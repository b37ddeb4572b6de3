/**
 * One event as a journal keeps it and sends it, without what the programs add: the body is the
 * stored bytes, never serialised again (spine B2.6).
 */
export interface JournalRecord<Body> {
  readonly hub: number
  readonly epoch: number
  readonly seq: number
  readonly id: string
  readonly type: string
  readonly at: number
  /** Of the record before: empty for seq 1. */
  readonly prev: string
  readonly hash: string
  /** The hash it was first saved with, where a new epoch chained it again: its receipt shows that one. */
  readonly firstHash: string | null
  readonly body: Body
}

/** A place in a hub's history. Order: epoch, then seq. */
export interface Position {
  readonly epoch: number
  readonly seq: number
}

/** The last record of a history; seq 0 and hash '' before the first. */
export interface Head extends Position {
  readonly hash: string
}

/** `sha256hex(eventHashText ‖ body)`, given by the program; the simulator gives a cheaper one. */
export type HashRecord<Body> = (record: Omit<JournalRecord<Body>, 'hash' | 'firstHash'>) => string

export function isAfter(a: Position, b: Position): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.seq > b.seq)
}
