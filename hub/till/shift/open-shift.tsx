import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { Shift } from '#shared/contracts/till.ts'
import { newId } from '../ids.ts'
import { keepAnswer } from '../kept/kept.ts'
import { useKeys } from '../keys.ts'
import { problemOf } from '../notices.ts'
import { parseMinor } from '../numbers.ts'
import { cashier, refreshStatus, shift } from '../session.ts'
import { signOut } from '../sign-in/sign-in.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { sendUntilAnswered } from '../writes.ts'
import { CountedCash } from './counted-cash.tsx'
import { closedShift, ShiftFigures } from './shift-figures.tsx'

/** No sale without an open shift; its cash is counted first. */
export function OpenShift(): JSX.Element {
  const id = useSignal(newId())
  const text = useSignal('')
  const wrong = useSignal(false)
  const problem = useSignal<Problem | null>(null)
  const busy = useSignal(false)
  useKeys({ Escape: () => void signOut() })
  useLayoutEffect(() => {
    document.querySelector<HTMLInputElement>('[data-name="counted-cash"]')?.focus()
  }, [])

  async function open(): Promise<void> {
    const openingCash = parseMinor(text.value === '' ? '0' : text.value)
    wrong.value = openingCash === null
    if (openingCash === null || busy.value) return
    busy.value = true
    const body = { id: id.value, openingCash }
    try {
      const write = { kind: 'shift-open', path: '/shifts', body, since: Date.now() } as const
      const opened = await sendUntilAnswered(write, Shift)
      await keepAnswer(opened)
      shift.value = opened
      closedShift.value = null
      void refreshStatus()
    } catch (error) {
      problem.value = problemOf(error)
    } finally {
      busy.value = false
    }
  }

  const before = closedShift.value
  return (
    <main class="middle">
      <div class="panel card">
        <h1>{t('till.shift.open')}</h1>
        <p class="hint">{t('till.shift.open.why', { name: cashier.value?.name ?? '' })}</p>
        <CountedCash
          label={t('till.shift.opening-cash')}
          value={text}
          wrong={wrong.value}
          onEnter={open}
        />
        <ProblemBox problem={problem.value} />
        <div class="panel-actions">
          <Button hint="Esc" look="big" onPress={signOut}>
            {t('till.sign-out')}
          </Button>
          <Button hint="Enter" look="big primary" disabled={busy.value} onPress={open}>
            {t('till.shift.open')}
          </Button>
        </div>
      </div>
      {before !== null && (
        <div class="panel card" data-name="closed-shift">
          <h2>{t('till.shift.closed')}</h2>
          <ShiftFigures shift={before} />
        </div>
      )}
    </main>
  )
}
