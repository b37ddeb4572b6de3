const MINUTE_MS = 60_000
/** Names of senders may be made up: what more of them do is counted together. */
const MAX_SENDERS = 100

/** Tells of a sender's fault; `message` is one of a few texts of ours. */
export type Complain = (sender: string, fields: object, message: string) => void

/** `setTimeout` of the program. */
type Later = (run: () => void, ms: number) => { unref(): unknown }

/**
 * Lets no broken sender fill the disk with lines of a log: the first fault of a kind is told at
 * once, and those that follow within a minute are told as one line, the last one with `more`, how
 * many they were.
 */
export function createComplaints(
  tell: (fields: object, message: string) => void,
  later: Later,
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
    tellLater(key, message)
  }
  const tellLater = (key: string, message: string): void => {
    later(() => tellMore(key, message), everyMs).unref()
  }

  return (sender, fields, message) => {
    const own = `${message}\n${sender}`
    const key = untold.has(own) || untold.size < maxSenders ? own : message
    const entry = untold.get(key)
    if (entry === undefined) {
      untold.set(key, { more: 0, fields })
      tell(fields, message)
      tellLater(key, message)
      return
    }
    entry.more += 1
    entry.fields = fields
  }
}
