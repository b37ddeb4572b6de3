import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import type { Right } from '#shared/contracts/till.ts'
import { call, nothing } from '../api.ts'
import { newId } from '../ids.ts'
import { problemOf, say } from '../notices.ts'
import { may, refreshShift, shift } from '../session.ts'
import { closeSheet } from '../sheets.ts'
import { signOut } from '../sign-in/sign-in.ts'
import { type TextKey, t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useNewest } from '../ui/use-newest.ts'
import { CashMove } from './cash-move.tsx'
import { CloseShift } from './close-shift.tsx'
import { ShiftFigures } from './shift-figures.tsx'

type Step = 'report' | 'cash-in' | 'cash-out' | 'close'

/** F10: the shift's report, and what is done with the drawer outside sales. */
export function ShiftSheet(): JSX.Element | null {
  const step = useSignal<Step>('report')
  const problem = useSignal<Problem | null>(null)
  // Kept for a second press after a lost answer: the drawer then opens once.
  const kick = useSignal(newId())
  const asks = useNewest()
  useEffect(() => void refreshShift(), [])
  const open = shift.value
  if (!open) return null

  async function openDrawer(): Promise<void> {
    const isNewest = asks()
    try {
      const body = { id: kick.value }
      await call({ method: 'POST', path: '/drawer', body, answer: nothing })
      say('good', t('till.drawer.opened'))
      if (isNewest()) closeSheet()
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  function go(next: Step): void {
    step.value = next
  }

  const back = () => go('report')
  if (step.value === 'cash-in' || step.value === 'cash-out')
    return (
      <CashMove direction={step.value === 'cash-in' ? 1 : -1} shiftId={open.id} onBack={back} />
    )
  if (step.value === 'close') return <CloseShift shift={open} onBack={back} />

  // Function keys, not digits: a scan in this sheet begins with a digit.
  const actions: readonly {
    key: string
    right: Right | null
    words: TextKey
    look?: string
    do: () => unknown
  }[] = [
    { key: 'F2', right: 'cash.move', words: 'till.cash.in', do: () => go('cash-in') },
    { key: 'F3', right: 'cash.move', words: 'till.cash.out', do: () => go('cash-out') },
    { key: 'F4', right: 'drawer.open', words: 'till.drawer.open', do: openDrawer },
    {
      key: 'F6',
      right: 'shift.close',
      words: 'till.shift.close',
      look: 'danger',
      do: () => go('close'),
    },
    { key: 'F8', right: null, words: 'till.sign-out', do: signOut },
  ]
  const allowed = (right: Right | null) => right === null || may(right)
  const keys = actions.map((action) => [
    action.key,
    () => allowed(action.right) && void action.do(),
  ])
  return (
    <Sheet
      title={t('till.shift')}
      width="860px"
      onClose={closeSheet}
      keys={Object.fromEntries(keys)}
    >
      <div class="shift-grid">
        <div class="shift-report" data-name="shift-report">
          <ShiftFigures shift={open} />
          <ProblemBox problem={problem.value} />
        </div>
        <div class="shift-actions">
          {actions.map((action, at) => (
            <Button
              key={action.words}
              hint={action.key}
              look={`big ${action.look ?? ''}`}
              disabled={!allowed(action.right)}
              title={allowed(action.right) ? undefined : t('till.fix.right')}
              autoFocus={at === 0}
              onPress={action.do}
            >
              {t(action.words)}
            </Button>
          ))}
        </div>
      </div>
    </Sheet>
  )
}
