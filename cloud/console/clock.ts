import { signal } from '@preact/signals'

const tickMs = 1000
const ticking = signal(Date.now())
/** The cloud's clock minus this computer's: ages are told by the clock that stamped them. */
let offsetMs = 0

export function startClock(): void {
  setInterval(() => {
    ticking.value = Date.now()
  }, tickMs)
}

/** From the `Date` header, which has whole seconds: small differences are noise. */
export function learnTime(header: string | null): void {
  const at = header === null ? Number.NaN : Date.parse(header)
  if (Number.isNaN(at)) return
  const differenceMs = at - Date.now()
  offsetMs = Math.abs(differenceMs) < 2000 ? 0 : differenceMs
}

/** The cloud's time; a component that reads it is drawn again each second. */
export function now(): number {
  return ticking.value + offsetMs
}

/** The same, once. */
export function nowOnce(): number {
  return Date.now() + offsetMs
}
