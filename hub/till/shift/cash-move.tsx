import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Problem } from '#shared/contracts/problem.ts'
import { Saved } from '#shared/contracts/till.ts'
import { money } from '../format.ts'
import { newId } from '../ids.ts'
import { keepAnswer } from '../kept/kept.ts'
import { problemOf, say } from '../notices.ts'
import { parseMinor } from '../numbers.ts'
import { refreshStatus } from '../session.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { sending, sendUntilAnswered } from '../writes.ts'

interface CashMoveProps {
  readonly direction: 1 | -1
  readonly shiftId: string
  readonly onBack: () => void
}

export function CashMove({ direction, shiftId, onBack }: CashMoveProps): JSX.Element {
  const id = useSignal(newId())
  const text = useSignal('')
  const reason = useSignal('')
  const wrong = useSignal<'amount' | 'reason' | null>(null)
  const problem = useSignal<Problem | null>(null)
  const title = t(direction === 1 ? 'till.cash.in' : 'till.cash.out')

  async function move(): Promise<void> {
    if (sending.value !== null) return
    const minor = parseMinor(text.value)
    if (minor === null || minor === 0) wrong.value = 'amount'
    else if (reason.value.trim() === '') {
      wrong.value = 'reason'
      document.querySelector<HTMLInputElement>('[data-name="cash-reason"]')?.focus()
    } else await send(minor)
  }

  async function send(minor: number): Promise<void> {
    const body = { id: id.value, shiftId, amount: direction * minor, reason: reason.value.trim() }
    try {
      const write = { kind: 'cash', path: '/cash-movements', body, since: Date.now() } as const
      await keepAnswer(await sendUntilAnswered(write, Saved))
      say('good', `${title}: ${money(minor)}`)
      closeSheet()
      void refreshStatus()
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  return (
    <Sheet
      title={title}
      width="520px"
      onClose={sending.value === null ? onBack : undefined}
      foot={
        <Button hint="Enter" look="big primary" onPress={move}>
          {t('till.save')}
        </Button>
      }
    >
      <TextField
        label={t('till.pay.amount')}
        value={text}
        look="big amount"
        name="cash-amount"
        inputMode="decimal"
        autoFocus
        maxLength={14}
        invalid={wrong.value === 'amount'}
        hint={wrong.value === 'amount' ? t('till.wrong.amount') : undefined}
        onEnter={move}
      />
      <TextField
        label={t('till.reason')}
        value={reason}
        name="cash-reason"
        maxLength={200}
        invalid={wrong.value === 'reason'}
        hint={wrong.value === 'reason' ? t('till.cash.reason.wanted') : undefined}
        onEnter={move}
      />
      <ProblemBox problem={problem.value} />
    </Sheet>
  )
}
