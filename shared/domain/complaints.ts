const MINUTE_MS = 60_000
/** Names of senders may be made up: what more of them do is counted together. */
const MAX_SENDERS = 100

/** Tells of a sender's fault; `message` is one of a few texts of ours. */
export type Complain = (sender: string, fields: object, message: string) => void

/**
 * Lets no broken sender fill the disk with lines of a log: the first fault of a kind is told at
 * once, and those that follow within a minute are told as one line, the last one with `more`, how
 * many they were.
 */
export function createComplaints(
  tell: (fields: object, message: string) => void,
  { everyMs = MINUTE_MS, maxSenders = MAX_SENDERS } = {},
): Complain {
  const untold = new Map<string, { more: number; fields: object }>()

  const tellMore = (key: string, message: string): void => {
    const entry = untold.get(key)
    if (entry === undefined) return
    if (entry.more === 0) {
      untold.delete(key)
      return
    }
    tell({ ...entry.fields, more: entry.more }, message)
    entry.more = 0
    later(key, message)
  }
  const later = (key: string, message: string): void => {
    setTimeout(tellMore, everyMs, key, message).unref()
  }

  return (sender, fields, message) => {
    const own = `${message}\n${sender}`
    const key = untold.has(own) || untold.size < maxSenders ? own : message
    const entry = untold.get(key)
    if (entry === undefined) {
      untold.set(key, { more: 0, fields })
      tell(fields, message)
      later(key, message)
      return
    }
    entry.more += 1
    entry.fields = fields
  }
}
