import type { Saved, Shift } from '#shared/contracts/till.ts'
import { FoundSales } from '#shared/contracts/witness.ts'
import { call, NoAnswer, Refusal } from '../api.ts'
import { say } from '../notices.ts'
import { t } from '../texts.ts'
import { createKeeper, type Keeper } from './keeper.ts'
import { openKeptStore } from './kept-store.ts'
import { answerOffered } from './offered.ts'
import { refusedSales } from './refused.ts'
import { onMark, seenHub } from './seen.ts'

let keeper: Keeper | null = null

/** From here on this till keeps what it sold until the books have it. */
export async function startKeeping(): Promise<void> {
  try {
    keeper = await createKeeper({
      store: await openKeptStore(),
      offer: (sales) =>
        call({ method: 'POST', path: '/kept-sales', body: { sales }, answer: FoundSales }),
      now: Date.now,
      onRefused: (sales) => {
        refusedSales.value = sales
      },
      onProblem,
    })
    onMark(keeper.hear)
    answerOffered(keeper.offered)
  } catch (problem) {
    // A browser without storage: the till sells on, it only keeps nothing.
    onProblem(problem)
  }
}

/** Before "saved" is shown; what the hub acknowledged stays acknowledged if the store fails. */
export async function keepAnswer(saved: Saved | Shift): Promise<void> {
  try {
    await keeper?.keep(saved, seenHub() ?? 0)
  } catch (problem) {
    onProblem(problem)
  }
}

let isTold = false
function onProblem(problem: unknown): void {
  // The next answer tries again.
  if (problem instanceof NoAnswer || problem instanceof Refusal || isTold) return
  isTold = true
  say('warn', t('till.kept.failed'), t('till.kept.failed.detail'))
}
