/** Apart from the keeper, so that the session can ask without knowing all that the keeper tells. */
let ask: () => Promise<boolean> = async () => false

/** True: the hub was just given events that it lacked, maybe the open shift of this till. */
export function hubHasKept(): Promise<boolean> {
  return ask()
}

export function answerOffered(offered: () => Promise<boolean>): void {
  ask = offered
}
