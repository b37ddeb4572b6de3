import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useAction, useRequestId } from '../action.ts'
import { call } from '../api.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { type Account, Frozen } from './answers.ts'
import { valueText } from './value.ts'

interface FreezeSheetProps {
  readonly account: Account
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Stops an account, or lets it go; before the act it says what stores can still give. */
export function FreezeSheet({ account, onDone, onClose }: FreezeSheetProps): JSX.Element {
  const [reason, setReason] = useState('')
  const action = useAction()
  const idOf = useRequestId()
  const verb = account.frozen ? 'unfreeze' : 'freeze'
  const text = (amount: number) => valueText(account, amount)
  const { leased, worstStore, byHub } = account.exposure

  async function act(): Promise<void> {
    await action.run(async () => {
      const asked = { reason: reason.trim() }
      await call({
        method: 'POST',
        path: `/value-accounts/${encodeURIComponent(account.id)}/${verb}`,
        json: { id: idOf({ verb, ...asked }), ...asked },
        answer: Frozen,
      })
      onDone()
      onClose()
    })
  }
  return (
    <Sheet
      title={t(`console.account.${verb}`)}
      onClose={onClose}
      foot={
        <Button
          look={account.frozen ? 'primary' : 'danger'}
          name={`${verb}-now`}
          disabled={reason.trim() === '' || action.busy}
          onPress={act}
        >
          {t(`console.account.${verb}`)}
        </Button>
      }
    >
      <p>{t(`console.account.${verb}.words`)}</p>
      {!account.frozen && (
        <div class="notice warn" data-name="freeze-exposure">
          <strong>
            {t('console.account.exposure', { leased: text(leased), worst: text(worstStore) })}
          </strong>
          {byHub.map(({ hubId, storeCode, leased: amount }) => (
            <span key={hubId}>
              {storeCode}: {text(amount)}
            </span>
          ))}
        </div>
      )}
      <TextField
        label={t('console.reason')}
        name="freeze-reason"
        value={reason}
        maxLength={200}
        autoFocus
        onChange={setReason}
      />
      <ProblemBox problem={action.problem} />
    </Sheet>
  )
}
