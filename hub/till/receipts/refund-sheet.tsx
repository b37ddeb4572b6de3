import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { PricedLine } from '#shared/contracts/basket.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import { memberBy } from '../customer/member-by.ts'
import { money, quantity } from '../format.ts'
import { newId } from '../ids.ts'
import { isTyping } from '../keys.ts'
import { problemOf } from '../notices.ts'
import { justSaved } from '../pay/sale.ts'
import { refreshStatus, shift } from '../session.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { maySayCash, type PointsInCash, pointsInCash } from './points-in-cash.ts'
import { cashWanted, PointsInCashField } from './points-in-cash-field.tsx'
import {
  everythingLeft,
  type GiveBack,
  lineGross,
  paidOtherThanCash,
  productLines,
  quantityLeft,
  refundPreview,
  sendRefund,
} from './refund.ts'
import { ValueBackView } from './value-back-view.tsx'

const reasons = ['till.reason.faulty', 'till.reason.changed-mind', 'till.reason.mistake'] as const

interface RefundSheetProps {
  readonly receipt: Receipt
  readonly onBack: () => void
}

export function RefundSheet({ receipt, onBack }: RefundSheetProps): JSX.Element {
  // One id for this refund, whatever happens on the way.
  const id = useSignal(newId())
  const quantities = useSignal<ReadonlyMap<string, number>>(new Map())
  const giveBack = useSignal<GiveBack>('as-paid')
  const reason = useSignal('')
  const at = useSignal(0)
  const busy = useSignal(false)
  const noReason = useSignal(false)
  const member = useSignal('')
  const cashText = useSignal('')
  const problem = useSignal<Problem | null>(null)

  const lines = productLines(receipt)
  const goods = {
    id: id.value,
    receipt,
    quantities: quantities.value,
    giveBack: giveBack.value,
    reason: reason.value,
    memberId: null,
    cashForPoints: 0,
  }
  const preview = refundPreview(goods)
  const points = pointsInCash(receipt, preview)
  const maySay = maySayCash(points)
  const cash = maySay ? cashWanted(points, cashText.value) : 0
  const draft = { ...goods, cashForPoints: cash ?? 0 }
  const beyond = points?.as === 'discount-line' ? draft.cashForPoints : 0
  const choices: readonly GiveBack[] = [
    'as-paid',
    'cash',
    ...paidOtherThanCash(receipt),
    'store-credit',
  ]
  const wantsMember = giveBack.value === 'store-credit' && receipt.memberId === null

  function setQuantity(line: PricedLine, wanted: number): void {
    const next = Math.min(Math.max(wanted, 0), quantityLeft(receipt, line))
    quantities.value = new Map(quantities.value).set(line.id, next)
  }

  function step(by: 1 | -1): void {
    const line = lines[at.value]
    if (line !== undefined) setQuantity(line, (quantities.value.get(line.id) ?? 0) + by * 1000)
  }

  function move(by: 1 | -1): void {
    at.value = Math.min(Math.max(at.value + by, 0), lines.length - 1)
  }

  function choose(one: GiveBack): void {
    giveBack.value = one
    // A refusal belongs to the choice that it answered.
    problem.value = null
  }

  function nextGiveBack(): void {
    const index = choices.indexOf(giveBack.value)
    choose(choices[(index + 1) % choices.length] ?? 'as-paid')
  }

  async function finish(): Promise<void> {
    const open = shift.value
    if (busy.value || preview === null || !open) return
    if (reason.value.trim() === '') {
      noReason.value = true
      document.querySelector<HTMLInputElement>('[data-name="refund-reason"]')?.focus()
      return
    }
    if (cash === null) {
      document.querySelector<HTMLInputElement>('[data-name="points-in-cash"]')?.focus()
      return
    }
    if (wantsMember && member.value.trim() === '') {
      document.querySelector<HTMLInputElement>('[data-name="refund-member"]')?.focus()
      return
    }
    busy.value = true
    try {
      const memberId = wantsMember ? (await memberBy(member.value.trim())).id : null
      const saved = await sendRefund({ ...draft, memberId }, open.id)
      justSaved.value = saved.receipt
      closeSheet()
      void refreshStatus()
    } catch (error) {
      problem.value = problemOf(error)
    } finally {
      busy.value = false
    }
  }

  return (
    <Sheet
      title={t('till.refund.title', { number: receipt.number })}
      width="980px"
      look="refund"
      onClose={busy.value ? undefined : onBack}
      keys={{
        ArrowDown: () => move(1),
        ArrowUp: () => move(-1),
        '+': (event) => (isTyping(event) ? false : step(1)),
        '-': (event) => (isTyping(event) ? false : step(-1)),
        F2: () => {
          quantities.value = everythingLeft(receipt)
        },
        F3: () => void finish(),
        F4: nextGiveBack,
      }}
      foot={
        <>
          <p class="refund-total">
            <span>{t('till.refund.give')}</span>
            <strong class="figure" data-name="refund-total">
              {money(beyond - (preview?.total ?? 0))}
            </strong>
            {draft.cashForPoints > 0 && (
              <span class="hint" data-name="refund-for-points">
                {t('till.refund.points-in-cash.of-it', { amount: money(draft.cashForPoints) })}
              </span>
            )}
          </p>
          <Button
            hint="F3"
            look="big primary"
            name="refund-finish"
            disabled={preview === null || busy.value}
            onPress={finish}
          >
            {t('till.refund.finish')}
          </Button>
        </>
      }
    >
      <div class="refund-head">
        <p class="hint">{t('till.refund.how')}</p>
        <Button
          hint="F2"
          onPress={() => {
            quantities.value = everythingLeft(receipt)
          }}
        >
          {t('till.refund.all')}
        </Button>
      </div>
      <ul class="refund-lines" role="listbox" aria-label={t('till.lines')}>
        {lines.map((line, index) => {
          const left = quantityLeft(receipt, line)
          const wanted = quantities.value.get(line.id) ?? 0
          return (
            <li
              key={line.id}
              role="option"
              aria-selected={index === at.value}
              class={wanted > 0 ? 'wanted' : ''}
              onClick={() => {
                at.value = index
              }}
            >
              <span class="name">{line.name}</span>
              <span class="hint figure">{money(lineGross(receipt, line))}</span>
              <button
                type="button"
                class="button"
                tabIndex={-1}
                aria-label={t('till.line.less')}
                disabled={wanted === 0}
                onClick={() => setQuantity(line, wanted - 1000)}
              >
                −
              </button>
              <span class="count figure">
                <b>{quantity(wanted)}</b> / {quantity(left)}
              </span>
              <button
                type="button"
                class="button"
                tabIndex={-1}
                aria-label={t('till.line.more')}
                disabled={wanted >= left}
                onClick={() => setQuantity(line, wanted + 1000)}
              >
                +
              </button>
            </li>
          )
        })}
      </ul>
      <div class="refund-how">
        <div>
          <TextField
            label={t('till.refund.reason')}
            value={reason}
            name="refund-reason"
            autoFocus
            maxLength={200}
            invalid={noReason.value && reason.value.trim() === ''}
            hint={
              noReason.value && reason.value.trim() === ''
                ? t('till.refund.reason.wanted')
                : undefined
            }
          />
          <div class="choice">
            {reasons.map((key) => (
              <Button
                key={key}
                onPress={() => {
                  reason.value = t(key)
                }}
              >
                {t(key)}
              </Button>
            ))}
          </div>
        </div>
        <div class="field">
          <span class="label">
            {t('till.refund.tender')} <kbd>F4</kbd>
          </span>
          <div class="choice" role="group" aria-label={t('till.refund.tender')}>
            {choices.map((one) => (
              <Button
                key={one}
                look={giveBack.value === one ? 'chosen' : ''}
                pressed={giveBack.value === one}
                onPress={() => choose(one)}
              >
                {one === 'as-paid' ? t('till.refund.as-paid') : t(`till.tender.${one}`)}
              </Button>
            ))}
          </div>
          {wantsMember && (
            <TextField
              label={t('till.refund.member')}
              value={member}
              name="refund-member"
              maxLength={40}
              hint={t('till.refund.member.wanted')}
            />
          )}
          {maySay && <PointsInCashField of={points} value={cashText} />}
        </div>
      </div>
      <ValueBackView receipt={receipt} preview={preview} kept={keptPoints(points, cash)} />
      <ProblemBox problem={problem.value} />
    </Sheet>
  )
}

function keptPoints(points: PointsInCash | null, cash: number | null) {
  if (points === null || cash === null || cash === 0) return null
  return { programme: points.programme, points: points.pointsFor(cash) }
}
