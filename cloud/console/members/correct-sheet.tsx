import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useAction, useRequestId } from '../action.ts'
import { call } from '../api.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { typedNumber } from '../typed-number.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { type Account, Given } from './answers.ts'
import { isMoney, valueText } from './value.ts'

interface CorrectSheetProps {
  readonly account: Account
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Puts a balance right; HQ says why, and everybody can read it in the movements. */
export function CorrectSheet({ account, onDone, onClose }: CorrectSheetProps): JSX.Element {
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const action = useAction()
  const idOf = useRequestId()
  const amount = typedNumber(typed, isMoney(account) ? 2 : 0)
  const isGood = amount !== null && amount !== 0

  async function correct(): Promise<void> {
    if (!isGood) return
    await action.run(async () => {
      const companyId = account.companyId === null ? company.peek()?.id : undefined
      const asked = { amount, reason: reason.trim(), companyId }
      await call({
        method: 'POST',
        path: `/value-accounts/${encodeURIComponent(account.id)}/corrections`,
        json: { id: idOf(asked), ...asked },
        answer: Given,
      })
      onDone()
      onClose()
    })
  }
  return (
    <Sheet
      title={t('console.account.correct')}
      onClose={onClose}
      foot={
        <Button
          look="primary"
          name="correct-now"
          disabled={!isGood || reason.trim() === '' || action.busy}
          onPress={correct}
        >
          {t('console.account.correct.now')}
        </Button>
      }
    >
      <TextField
        label={t('console.account.correct.amount')}
        name="correct-amount"
        value={typed}
        figures
        autoFocus
        hint={t('console.account.correct.hint')}
        error={typed === '' || isGood ? undefined : t('console.account.correct.bad')}
        onChange={setTyped}
      />
      <TextField
        label={t('console.reason')}
        name="correct-reason"
        value={reason}
        maxLength={200}
        onChange={setReason}
      />
      <p class="hint" role="status">
        {isGood
          ? t('console.account.correct.after', {
              before: valueText(account, account.balance),
              after: valueText(account, account.balance + amount),
            })
          : t('console.account.correct.before', { before: valueText(account, account.balance) })}
      </p>
      <ProblemBox problem={action.problem} />
    </Sheet>
  )
}
