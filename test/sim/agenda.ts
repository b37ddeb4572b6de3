export type Task = () => void

/** Virtual time in milliseconds and what is due in it; tasks of one instant run in the order they came. */
export interface Agenda {
  readonly now: () => number
  /** What lies in the past is due at once. */
  at(time: number, task: Task): void
  after(delayMs: number, task: Task): void
  /** Runs the earliest task; false when there is none. */
  next(): boolean
  /** When the earliest task is due; Infinity when there is none. */
  nextAt(): number
  size(): number
}

/** A binary heap in three parallel arrays: nothing is allocated per task but the task itself. */
export function createAgenda(startsAt: number): Agenda {
  let now = startsAt
  let counter = 0
  let size = 0
  const times: number[] = []
  const numbers: number[] = []
  const tasks: Task[] = []

  function at(time: number, task: Task): void {
    if (!(time >= now)) {
      // NaN would break the heap's order without a word.
      if (Number.isNaN(time)) throw new RangeError('agenda: the time is NaN; give milliseconds')
      time = now
    }
    let hole = size++
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      // Of equal times the newer number is the greater: it stays below.
      if ((times[parent] as number) <= time) break
      move(parent, hole)
      hole = parent
    }
    put(hole, time, counter++, task)
  }

  function takeFirst(): Task {
    const first = tasks[0] as Task
    size -= 1
    const time = times[size] as number
    const number = numbers[size] as number
    const task = tasks[size] as Task
    tasks[size] = nothing
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= size) break
      const right = child + 1
      if (right < size && isBefore(right, times[child] as number, numbers[child] as number)) {
        child = right
      }
      if (!isBefore(child, time, number)) break
      move(child, hole)
      hole = child
    }
    if (size > 0) put(hole, time, number, task)
    return first
  }

  function isBefore(place: number, time: number, number: number): boolean {
    const other = times[place] as number
    return other < time || (other === time && (numbers[place] as number) < number)
  }

  function move(from: number, to: number): void {
    times[to] = times[from] as number
    numbers[to] = numbers[from] as number
    tasks[to] = tasks[from] as Task
  }

  function put(place: number, time: number, number: number, task: Task): void {
    times[place] = time
    numbers[place] = number
    tasks[place] = task
  }

  return {
    now: () => now,
    at,
    after: (delayMs, task) => at(now + delayMs, task),
    next() {
      if (size === 0) return false
      now = times[0] as number
      takeFirst()()
      return true
    },
    nextAt: () => (size === 0 ? Infinity : (times[0] as number)),
    size: () => size,
  }
}

/** Stands where a task was, so that what it held can be freed. */
function nothing(): void {}
