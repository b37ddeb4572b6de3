import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Discount } from '#shared/contracts/basket.ts'
import { money, percent, sign } from '../format.ts'
import { parseMinor, parsePercent } from '../numbers.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Keypad } from '../ui/keypad.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { changeDraft, changeLine, draft, selectedLine } from './basket.ts'

const most = 10
const reasons = ['till.reason.regular', 'till.reason.damaged', 'till.reason.staff'] as const

interface DiscountSheetProps {
  readonly title: string
  readonly given: readonly Discount[]
  readonly onChange: (next: Discount[]) => void
}

export function OrderDiscount(): JSX.Element {
  return (
    <DiscountSheet
      title={t('till.discount.order')}
      given={draft.value.discounts}
      onChange={(discounts) => changeDraft({ discounts })}
    />
  )
}

export function LineDiscount(): JSX.Element | null {
  const line = selectedLine.value
  if (line === null) return null
  return (
    <DiscountSheet
      title={t('till.discount.line', { product: line.product.name })}
      given={line.discounts}
      onChange={(discounts) => changeLine(line.id, { discounts })}
    />
  )
}

function DiscountSheet({ title, given, onChange }: DiscountSheetProps): JSX.Element {
  const kind = useSignal<'percent' | 'fixed'>('percent')
  const text = useSignal('')
  const reason = useSignal('')
  const wrong = useSignal<string | null>(null)

  function take(): void {
    const discount = discountOf(kind.value, text.value, reason.value.trim())
    if (discount === null)
      wrong.value = t(kind.value === 'percent' ? 'till.wrong.percent' : 'till.wrong.amount')
    else if (given.length >= most) wrong.value = t('till.discount.most', { most })
    else {
      onChange([...given, discount])
      closeSheet()
    }
  }

  function switchTo(next: 'percent' | 'fixed'): void {
    kind.value = next
    wrong.value = null
    document.querySelector<HTMLInputElement>('[data-name="discount"]')?.focus()
  }

  return (
    <Sheet
      title={title}
      width="820px"
      onClose={closeSheet}
      keys={{ F2: () => switchTo('percent'), F3: () => switchTo('fixed') }}
      foot={
        <Button hint="Enter" look="big primary" onPress={take}>
          {t('till.take')}
        </Button>
      }
    >
      <div class="two-columns">
        <div class="column">
          <div class="choice" role="group" aria-label={t('till.discount')}>
            <Button
              hint="F2"
              look={kind.value === 'percent' ? 'big chosen' : 'big'}
              pressed={kind.value === 'percent'}
              onPress={() => switchTo('percent')}
            >
              %
            </Button>
            <Button
              hint="F3"
              look={kind.value === 'fixed' ? 'big chosen' : 'big'}
              pressed={kind.value === 'fixed'}
              onPress={() => switchTo('fixed')}
            >
              {sign()}
            </Button>
          </div>
          <TextField
            label={t(kind.value === 'percent' ? 'till.discount.percent' : 'till.discount.fixed')}
            value={text}
            look="big amount"
            name="discount"
            inputMode="decimal"
            autoFocus
            maxLength={14}
            invalid={wrong.value !== null}
            hint={wrong.value ?? undefined}
            onEnter={take}
          />
          <TextField label={t('till.reason')} value={reason} name="reason" onEnter={take} />
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
        <Keypad value={text} />
      </div>
      {given.length > 0 && (
        <ul class="given" aria-label={t('till.discount.given')}>
          {given.map((discount, at) => (
            <li key={at}>
              <span>{`${discount.reason} ${wordsOf(discount)}`}</span>
              <Button
                look="danger"
                onPress={() => onChange(given.filter((_, other) => other !== at))}
              >
                {t('till.line.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  )
}

function discountOf(kind: 'percent' | 'fixed', text: string, reason: string): Discount | null {
  if (kind === 'percent') {
    const rate = parsePercent(text)
    return rate === null || rate === 0 ? null : { kind, rate, reason }
  }
  const minor = parseMinor(text)
  return minor === null || minor === 0 ? null : { kind, amount: minor, reason }
}

function wordsOf(discount: Discount): string {
  return discount.kind === 'percent' ? percent(discount.rate) : money(discount.amount)
}
