import { signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import type { TillProduct } from '#shared/contracts/till.ts'
import type { TillVoucher } from '#shared/contracts/voucher.ts'
import { addLine, draft } from '../basket/basket.ts'
import { money } from '../format.ts'
import { problemOf, say } from '../notices.ts'
import { parseMinor } from '../numbers.ts'
import { closeSheet, openSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Keypad } from '../ui/keypad.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useNewest } from '../ui/use-newest.ts'
import { scannedVoucher } from './scanned.ts'
import { voucherBy } from './voucher-by.ts'
import { whyNotLoaded } from './why-not-loaded.ts'

/** The gift product that waits for its card. */
const wanted = signal<TillProduct | null>(null)

export function askForCard(product: TillProduct): void {
  wanted.value = product
  openSheet('load')
}

/** A gift product is sold with the card or coupon that it makes worth something. */
export function LoadSheet(): JSX.Element | null {
  const code = useSignal('')
  const amount = useSignal('')
  const voucher = useSignal<TillVoucher | null>(null)
  const wrong = useSignal<string | null>(null)
  const problem = useSignal<Problem | null>(null)
  const lookups = useNewest()
  const product = wanted.value
  /** Without a price of its own the customer says how much. */
  const isOpen = product?.listPrice === 0

  async function look(): Promise<void> {
    if (code.value.trim() === '') return
    problem.value = null
    voucher.value = null
    wrong.value = null
    const isNewest = lookups()
    try {
      const found = await voucherBy(code.value.trim())
      if (!isNewest()) return
      const why = whyNotLoaded(found, draft.value.lines, !isOpen)
      if (why !== null) wrong.value = t(`till.load.not.${why}`)
      else if (found !== null) {
        voucher.value = found
        if (isOpen) requestAnimationFrame(() => fieldNamed('load-amount')?.focus())
        else put(found, null)
      }
    } catch (error) {
      if (isNewest()) problem.value = problemOf(error)
    }
  }

  function enter(): void {
    if (voucher.value === null) return void look()
    const minor = isOpen ? parseMinor(amount.value) : null
    if (isOpen && (minor === null || minor === 0)) wrong.value = t('till.wrong.amount')
    else put(voucher.value, minor)
  }

  function put(found: TillVoucher, typedPrice: number | null): void {
    if (product === null) return
    const loads = { account: found.account, name: found.name }
    const isIn = addLine({ product, quantity: 1000, typedPrice, discounts: [], loads })
    closeSheet()
    if (!isIn) say('warn', t('till.basket.full'), t('till.basket.full.fix'))
  }

  useEffect(() => {
    if (scannedVoucher.value === null) return
    code.value = scannedVoucher.value
    scannedVoucher.value = null
    void look()
  }, [scannedVoucher.value])

  if (product === null) return null
  const found = voucher.value
  return (
    <Sheet
      title={product.name}
      width="560px"
      look="load"
      onClose={closeSheet}
      foot={
        <Button hint="Enter" look="big primary" disabled={code.value === ''} onPress={enter}>
          {t(found === null ? 'till.search' : 'till.load.put')}
        </Button>
      }
    >
      <TextField
        label={t('till.load.code')}
        value={code}
        look="big code"
        name="load-code"
        autoFocus
        maxLength={60}
        invalid={wrong.value !== null && found === null}
        hint={t('till.load.how')}
        onEnter={enter}
      />
      <ProblemBox problem={problem.value} />
      {wrong.value !== null && (
        <p class="notice danger" role="alert">
          {wrong.value}
        </p>
      )}
      {found !== null && (
        <div class="person" data-name="load-found">
          <strong>{found.name}</strong>
          {found.kind === 'gift-card' && found.balance > 0 && (
            <span>{t('till.gift-card.holds', { name: '', amount: money(found.balance) })}</span>
          )}
        </div>
      )}
      {found !== null && isOpen && (
        <>
          <TextField
            label={t('till.load.amount')}
            value={amount}
            look="big amount"
            name="load-amount"
            inputMode="decimal"
            maxLength={14}
            onEnter={enter}
          />
          <Keypad value={amount} />
        </>
      )}
    </Sheet>
  )
}

function fieldNamed(name: string): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>(`[data-name="${name}"]`)
}
