import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { typedNumber } from '../typed-number.ts'
import { TextField } from '../ui/fields.tsx'
import { OrderSheet } from '../ui/order-sheet.tsx'
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
  const amount = typedNumber(typed, isMoney(account) ? 2 : 0)
  const isGood = amount !== null && amount !== 0

  const companyId = account.companyId === null ? company.peek()?.id : undefined
  return (
    <OrderSheet
      title={t('console.account.correct')}
      verb={t('console.account.correct.now')}
      name="correct"
      look="primary"
      path={`/value-accounts/${encodeURIComponent(account.id)}/corrections`}
      asks={{ amount, companyId }}
      answer={Given}
      isGood={isGood}
      onDone={onDone}
      onClose={onClose}
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
      <p class="hint" role="status">
        {isGood
          ? t('console.account.correct.after', {
              before: valueText(account, account.balance),
              after: valueText(account, account.balance + amount),
            })
          : t('console.account.correct.before', { before: valueText(account, account.balance) })}
      </p>
    </OrderSheet>
  )
}
