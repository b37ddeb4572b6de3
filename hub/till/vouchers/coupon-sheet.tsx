import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { draft } from '../basket/basket.ts'
import { priced } from '../basket/quote.ts'
import { inTurn } from '../basket/turns.ts'
import { money } from '../format.ts'
import { isTyping } from '../keys.ts'
import { problemOf } from '../notices.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Said } from '../ui/said.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { couponFaces } from './coupon-words.ts'
import { scannedVoucher } from './scanned.ts'
import { bindCoupon, dropCoupon, tookVoucher } from './take-voucher.ts'

/** F11: coupons of this basket by keys and fingers; a gift card's code says what it holds. */
export function CouponSheet(): JSX.Element {
  const text = useSignal('')
  const at = useSignal(0)
  const problem = useSignal<Problem | null>(null)
  const none = useSignal<string | null>(null)
  const faces = couponFaces(draft.value.coupons, priced.value)
  const chosen = faces[Math.min(at.value, faces.length - 1)]

  async function look(): Promise<void> {
    const code = text.value.trim()
    if (code === '') return faces.length > 0 ? closeSheet() : undefined
    problem.value = null
    none.value = null
    try {
      if (!(await inTurn(() => tookVoucher(code)))) none.value = code
      else if (text.value.trim() === code) text.value = ''
    } catch (error) {
      problem.value = problemOf(error)
    }
  }

  useEffect(() => {
    if (scannedVoucher.value === null) return
    text.value = scannedVoucher.value
    scannedVoucher.value = null
    void look()
  }, [scannedVoucher.value])

  function move(by: number): void {
    at.value = Math.min(Math.max(at.value + by, 0), Math.max(faces.length - 1, 0))
  }

  /** For all lines, then for each in turn. */
  function bindNext(): void {
    if (chosen === undefined) return
    const ids = [null, ...draft.value.lines.map(({ id }) => id)]
    const now = chosen.coupon.lines?.[0] ?? null
    bindCoupon(chosen.coupon.account, ids[(ids.indexOf(now) + 1) % ids.length] ?? null)
  }

  return (
    <Sheet
      title={t('till.coupons')}
      width="760px"
      onClose={closeSheet}
      keys={{
        ArrowDown: () => move(1),
        ArrowUp: () => move(-1),
        F4: bindNext,
        Delete: (event) =>
          isTyping(event) || chosen === undefined ? false : dropCoupon(chosen.coupon.account),
      }}
      foot={
        <>
          <Button hint="F4" look="big" disabled={chosen === undefined} onPress={bindNext}>
            {t('till.coupon.for-line')}
          </Button>
          <Button
            hint="Del"
            look="big danger"
            disabled={chosen === undefined}
            onPress={() => chosen !== undefined && dropCoupon(chosen.coupon.account)}
          >
            {t('till.line.remove')}
          </Button>
          <Button hint="Enter" look="big primary" onPress={look}>
            {t(text.value === '' && faces.length > 0 ? 'till.coupon.done' : 'till.take')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('till.coupon.code')}
        value={text}
        look="big code"
        name="voucher-code"
        autoFocus
        maxLength={60}
        onEnter={look}
      />
      <ProblemBox problem={problem.value} />
      {none.value !== null && (
        <p class="notice danger" role="alert">
          <strong>{t('till.coupon.none', { code: none.value })}</strong>
          <span>{t('till.coupon.none.fix')}</span>
        </p>
      )}
      <Said />
      {faces.length === 0 && <p class="hint">{t('till.coupon.empty')}</p>}
      <ul class="people" role="listbox" aria-label={t('till.coupons')}>
        {faces.map(({ coupon, takes, why }, index) => (
          <li
            key={coupon.account}
            role="option"
            aria-selected={coupon === chosen?.coupon}
            onClick={() => {
              at.value = index
            }}
          >
            <span class="row">
              <strong>{coupon.name}</strong>
              <strong class="figure">{takes === null ? '' : money(-takes)}</strong>
            </span>
            <span class="hint">{linesOf(coupon.lines)}</span>
            {why !== null && <span class="coupon-why">{why}</span>}
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

function linesOf(ids: readonly string[] | null): string {
  if (ids === null) return t('till.coupon.for-all')
  const names = draft.value.lines
    .filter(({ id }) => ids.includes(id))
    .map((one) => one.product.name)
  return t('till.coupon.only-for', { lines: names.join(', ') })
}
