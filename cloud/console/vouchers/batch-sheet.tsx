import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useAction, useRequestId } from '../action.ts'
import { call } from '../api.ts'
import { sign } from '../format.ts'
import { errorsIn } from '../forms/errors.ts'
import { NumberField } from '../forms/number-field.tsx'
import type { Programme } from '../programmes/programmes.ts'
import { company, stores, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceField, DayField, TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { startOfDay } from '../zoned-day.ts'
import { Batch, type VoucherKind } from './answers.ts'

interface BatchSheetProps {
  readonly kind: VoucherKind
  readonly programmes: readonly Programme[]
  readonly onDone: () => void
  readonly onClose: () => void
}

const states = ['reserved', 'issued'] as const
const batchMax = 100_000
const timeoutMs = 180_000

/** Orders codes; asked again after a lost answer it is the same order. */
export function BatchSheet({ kind, programmes, onDone, onClose }: BatchSheetProps): JSX.Element {
  const [programme, setProgramme] = useState(programmes[0]?.code ?? '')
  const [count, setCount] = useState(100)
  const [issued, setIssued] = useState<(typeof states)[number]>('reserved')
  const [amount, setAmount] = useState(Number.NaN)
  const [store, setStore] = useState('')
  const [day, setDay] = useState('')
  const [reason, setReason] = useState('')
  const action = useAction()
  const idOf = useRequestId()
  const errors = errorsIn(action.problem)
  const isGiven = kind === 'gift-card' && issued === 'issued'
  const isGood = count >= 1 && count <= batchMax && (!isGiven || amount > 0)

  async function make(): Promise<void> {
    await action.run(async () => {
      const isGroups = programmes.find(({ code }) => code === programme)?.companyId === null
      const asked = {
        programme,
        count,
        issued,
        storeId: store === '' ? null : Number(store),
        endsAt: day === '' ? null : startOfDay(day, timeZone.peek(), 1),
        reason: reason.trim(),
        ...(isGroups && { companyId: company.peek()?.id }),
        ...(isGiven && { amount }),
      }
      const json = { id: idOf(asked), ...asked }
      await call({ method: 'POST', path: `/${kind}-batches`, json, answer: Batch, timeoutMs })
      onDone()
      onClose()
    })
  }
  return (
    <Sheet
      title={t('console.batch.new')}
      onClose={onClose}
      foot={
        <Button look="primary" name="make-batch" disabled={!isGood || action.busy} onPress={make}>
          {t(action.busy ? 'console.batch.making' : 'console.batch.make')}
        </Button>
      }
    >
      <ChoiceField
        label={t('console.programme')}
        name="batch-programme"
        value={programme}
        options={programmes.map(({ code, name }) => ({ value: code, text: `${name} · ${code}` }))}
        onChange={setProgramme}
      />
      <NumberField
        label={t('console.batch.count')}
        name="batch-count"
        value={count}
        hint={t('console.batch.count.hint')}
        error={
          errors.get('count') ??
          (count >= 1 && count <= batchMax ? undefined : t('console.batch.count.hint'))
        }
        onChange={setCount}
      />
      <ChoiceField
        label={t('console.state')}
        name="batch-issued"
        value={issued}
        options={states.map((value) => ({ value, text: t(`console.batch.${value}.words`) }))}
        onChange={(text) => setIssued(text === 'issued' ? text : 'reserved')}
      />
      {isGiven && (
        <NumberField
          label={`${t('console.batch.amount')}, ${sign()}`}
          name="batch-amount"
          decimals={2}
          value={amount}
          error={errors.get('amount')}
          onChange={setAmount}
        />
      )}
      <ChoiceField
        label={t('console.batch.store')}
        name="batch-store"
        value={store}
        options={[
          { value: '', text: t('console.store.all') },
          ...stores.value.map(({ id, code, name }) => ({
            value: String(id),
            text: `${code} · ${name}`,
          })),
        ]}
        onChange={setStore}
      />
      <DayField
        label={t('console.conditions.until')}
        name="batch-until"
        value={day}
        onChange={setDay}
      />
      <TextField
        label={t('console.reason')}
        name="batch-reason"
        value={reason}
        maxLength={200}
        onChange={setReason}
      />
      <ProblemBox problem={action.problem} />
    </Sheet>
  )
}
