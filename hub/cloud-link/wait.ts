/** A sleep that can be cut short: new events and the end of the program do not wait. */
export function createWaiter() {
  let timer: NodeJS.Timeout | undefined
  let end: (() => void) | undefined
  return {
    wait(ms: number): Promise<void> {
      return new Promise((resolve) => {
        end = resolve
        timer = setTimeout(resolve, ms)
      })
    },
    cut(): void {
      clearTimeout(timer)
      end?.()
    },
  }
}
export type Waiter = ReturnType<typeof createWaiter>
