import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { sign } from '../format.ts'
import { NumberField } from '../forms/number-field.tsx'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { OrderSheet } from '../ui/order-sheet.tsx'
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
  const [amount, setAmount] = useState(Number.NaN)
  const needsAmount = verb === 'issue' && kind === 'gift-card'
  const companyId = company.peek()?.id
  return (
    <OrderSheet
      title={t(`console.voucher.${verb}`)}
      verb={t(`console.voucher.${verb}`)}
      name={verb}
      look={verb === 'cancel' ? 'danger' : 'primary'}
      path={`/${kind}s/${encodeURIComponent(voucher.account)}/${verb}`}
      asks={{ companyId, ...(needsAmount && { amount }) }}
      answer={Voucher}
      isGood={!needsAmount || amount > 0}
      onDone={onDone}
      onClose={onClose}
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
    </OrderSheet>
  )
}
