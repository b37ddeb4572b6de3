import type { Trouble } from '#shared/contracts/trouble.ts'

const EVERY_MS = 5000

/** Tells of troubles that come and go by themselves, soon after they did. */
export function watchTroubles(options: {
  readonly troubles: () => readonly Trouble[]
  readonly tell: () => void
}): { readonly stop: () => void } {
  const codes = () =>
    options
      .troubles()
      .map(({ code }) => code)
      .join()
  let told = codes()
  const timer = setInterval(() => {
    const now = codes()
    if (now === told) return
    told = now
    options.tell()
  }, EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
