import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Problem } from '#shared/contracts/problem.ts'
import { Shift } from '#shared/contracts/till.ts'
import { isEmpty } from '../basket/basket.ts'
import { newId } from '../ids.ts'
import { keepAnswer } from '../kept/kept.ts'
import { problemOf } from '../notices.ts'
import { parseMinor } from '../numbers.ts'
import { shift as current, refreshStatus } from '../session.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { sending, sendUntilAnswered } from '../writes.ts'
import { CountedCash } from './counted-cash.tsx'
import { closedShift } from './shift-figures.tsx'

/** Counts the drawer; what the hub expected and the difference are shown after it. */
export function CloseShift(props: {
  readonly shift: Shift
  readonly onBack: () => void
}): JSX.Element {
  const id = useSignal(newId())
  const text = useSignal('')
  const wrong = useSignal(false)
  const problem = useSignal<Problem | null>(null)

  async function close(): Promise<void> {
    const countedCash = parseMinor(text.value)
    wrong.value = countedCash === null
    if (countedCash === null || sending.value !== null) return
    const path = `/shifts/${props.shift.id}/close`
    const body = { id: id.value, countedCash }
    try {
      const write = { kind: 'shift-close', path, body, since: Date.now() } as const
      const closed = await sendUntilAnswered(write, Shift)
      await keepAnswer(closed)
      closedShift.value = closed
      closeSheet()
      current.value = null
      void refreshStatus()
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  return (
    <Sheet
      title={t('till.shift.close')}
      width="620px"
      onClose={sending.value === null ? props.onBack : undefined}
      foot={
        <Button hint="Enter" look="big primary" onPress={close}>
          {t('till.shift.close')}
        </Button>
      }
    >
      {!isEmpty.value && <p class="notice warn">{t('till.shift.close.open-basket')}</p>}
      <CountedCash
        label={t('till.shift.counted-cash')}
        value={text}
        wrong={wrong.value}
        onEnter={close}
      />
      <ProblemBox problem={problem.value} />
    </Sheet>
  )
}
