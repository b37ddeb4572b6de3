import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useAction, useRequestId } from '../action.ts'
import { call } from '../api.ts'
import { valueText } from '../members/value.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { LeaseEnded, type OpenLease } from './answers.ts'

interface EndSheetProps {
  readonly lease: OpenLease
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Declares a lease lost, or waits no longer for the hub of one that was. */
export function EndSheet({ lease, onDone, onClose }: EndSheetProps): JSX.Element {
  const [reason, setReason] = useState('')
  const action = useAction()
  const idOf = useRequestId()
  const verb = lease.state === 'forfeited' ? 'write-off' : 'forfeit'

  async function act(): Promise<void> {
    await action.run(async () => {
      const asked = { reason: reason.trim() }
      await call({
        method: 'POST',
        path: `/leases/${encodeURIComponent(lease.id)}/${verb}`,
        json: { id: idOf({ verb, ...asked }), ...asked },
        answer: LeaseEnded,
      })
      onDone()
      onClose()
    })
  }
  return (
    <Sheet
      title={t(`console.leases.${verb}`)}
      onClose={onClose}
      foot={
        <Button
          look="danger"
          name={`${verb}-now`}
          disabled={reason.trim() === '' || action.busy}
          onPress={act}
        >
          {t(`console.leases.${verb}`)}
        </Button>
      }
    >
      <p>{t(`console.leases.${verb}.words`, { amount: valueText(lease, lease.left) })}</p>
      <TextField
        label={t('console.reason')}
        name="lease-reason"
        value={reason}
        maxLength={200}
        autoFocus
        onChange={setReason}
      />
      <ProblemBox problem={action.problem} />
    </Sheet>
  )
}
