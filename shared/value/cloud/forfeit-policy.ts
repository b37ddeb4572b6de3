/** Forfeiting without asking HQ: whole units of one company on one day; 0 = never by itself. */
export interface ForfeitBudget {
  readonly dayCap: number
  readonly usedToday: number
}

/** Whether the setting may forfeit this lease by itself; a whole lease or none (spine B1.1). */
export function forfeitAllowed({ dayCap, usedToday }: ForfeitBudget, amount: number): boolean {
  return dayCap > 0 && usedToday + amount <= dayCap
}
