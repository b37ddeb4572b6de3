import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useAction, useRequestId } from '../action.ts'
import { call } from '../api.ts'
import { sign } from '../format.ts'
import { NumberField } from '../forms/number-field.tsx'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Voucher, type VoucherKind } from './answers.ts'

interface VoucherSheetProps {
  readonly kind: VoucherKind
  readonly voucher: Voucher
  readonly verb: 'issue' | 'cancel'
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Gives a reserved voucher for nothing, or cancels one that was not used. */
export function VoucherSheet(props: VoucherSheetProps): JSX.Element {
  const { kind, voucher, verb, onDone, onClose } = props
  const [reason, setReason] = useState('')
  const [amount, setAmount] = useState(Number.NaN)
  const action = useAction()
  const idOf = useRequestId()
  const needsAmount = verb === 'issue' && kind === 'gift-card'
  const isGood = reason.trim() !== '' && (!needsAmount || amount > 0)

  async function act(): Promise<void> {
    await action.run(async () => {
      const asked = {
        reason: reason.trim(),
        companyId: company.peek()?.id,
        ...(needsAmount && { amount }),
      }
      await call({
        method: 'POST',
        path: `/${kind}s/${encodeURIComponent(voucher.account)}/${verb}`,
        json: { id: idOf({ verb, ...asked }), ...asked },
        answer: Voucher,
      })
      onClose()
      onDone()
    })
  }
  return (
    <Sheet
      title={t(`console.voucher.${verb}`)}
      onClose={onClose}
      foot={
        <Button
          look={verb === 'cancel' ? 'danger' : 'primary'}
          name={`${verb}-now`}
          disabled={!isGood || action.busy}
          onPress={act}
        >
          {t(`console.voucher.${verb}`)}
        </Button>
      }
    >
      <p>{t(`console.voucher.${verb}.words`)}</p>
      {needsAmount && (
        <NumberField
          label={`${t('console.batch.amount')}, ${sign()}`}
          name="issue-amount"
          decimals={2}
          value={amount}
          onChange={setAmount}
        />
      )}
      <TextField
        label={t('console.reason')}
        name="voucher-reason"
        value={reason}
        maxLength={200}
        autoFocus
        onChange={setReason}
      />
      <ProblemBox problem={action.problem} />
    </Sheet>
  )
}
