import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { LiveEvent } from '#shared/contracts/till.ts'
import { sayUnreadCard, takeCard } from '../customer/card-reader.ts'
import { CustomerSide } from '../customer/customer-side.tsx'
import { scannedCard } from '../customer/member.tsx'
import { useKeys } from '../keys.ts'
import { onLive } from '../live.ts'
import { notice, say } from '../notices.ts'
import { justSaved } from '../pay/sale.ts'
import { refusedCard, sayRefusedCard } from '../payment-card.ts'
import { query } from '../receipts/receipts.ts'
import { may } from '../session.ts'
import { openSheet, sheet } from '../sheets.ts'
import { reasonWords, t } from '../texts.ts'
import { scannedVoucher } from '../vouchers/scanned.ts'
import { listenToWedge } from '../wedge.ts'
import { draft, isEmpty, moveSelection, removeLine, selectedLine, stepQuantity } from './basket.ts'
import { Entry } from './entry.tsx'
import { FunctionKeys } from './function-keys.tsx'
import { LineTools } from './line-tools.tsx'
import { Lines } from './lines.tsx'
import { Products } from './products.tsx'
import { setQuantityFromEntry } from './quantity-key.ts'
import { scan } from './scan.ts'
import { entry, found, loadCategories } from './search.ts'
import { Totals } from './totals.tsx'
import './selling.css'

export function Selling(): JSX.Element {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => void loadCategories(), [])
  // Before anything is seen: a scan may come with the first picture.
  useLayoutEffect(
    () =>
      listenToWedge((typed) => {
        const inEntry = typed.field === field.current && typed.textBefore !== ''
        if (inEntry) entry.value = ''
        takeScan(typed.code, inEntry ? typed.textBefore.trim() + typed.code : null)
      }),
    [],
  )
  useLayoutEffect(() => onLive(takeEvent), [])
  useLayoutEffect(() => {
    if (sheet.value === null) field.current?.focus()
  }, [sheet.value])

  useKeys({
    F1: () => openSheet('help'),
    F2: () => {
      field.current?.focus()
      field.current?.select()
    },
    F3: () => !isEmpty.value && openSheet('pay'),
    F4: () => !isEmpty.value && may('discount.give') && openSheet('order-discount'),
    F5: () => openSheet('customer'),
    F6: () => openSheet('member'),
    F7: () => !isEmpty.value && openSheet('park'),
    F8: () => openSheet('parked'),
    F9: () => openSheet('receipts'),
    F10: () => openSheet('shift'),
    F11: () => openSheet('coupons'),
    F12: () => openSheet('partner'),
    '+': () => freeOfText() && stepQuantity(1),
    '-': () => freeOfText() && stepQuantity(-1),
    '*': () => (freeOfText() ? openFor('line-quantity') : setQuantityFromEntry()),
    '/': () => freeOfText() && may('price.type') && openFor('line-price'),
    '%': () => freeOfText() && may('discount.give') && openFor('line-discount'),
    Delete: () => freeOfText() && selectedLine.value !== null && removeLine(selectedLine.value.id),
    ArrowUp: (event) => onLine(event) && moveSelection(-1),
    ArrowDown: (event) => onLine(event) && moveSelection(1),
    Escape: () => {
      entry.value = ''
      notice.value = null
      field.current?.focus()
    },
  })

  return (
    <main class="selling">
      <section class="basket-side card" aria-label={t('till.basket')}>
        <Entry field={field} />
        <Lines />
        <LineTools />
        <Totals />
      </section>
      <div class="right-side">
        <CustomerSide />
        <Products field={field} />
      </div>
      <FunctionKeys />
    </main>
  )
}

/** What this till's scanner or card reader read or could not read, and a drawer that stayed shut. */
function takeEvent(event: LiveEvent): void {
  if (event.kind === 'barcode.scanned') takeScan(event.data)
  else if (event.kind === 'barcode.unreadable')
    say('warn', t('till.scan.unreadable'), t('till.scan.unreadable.fix'))
  else if (event.kind === 'card.read') void takeCard(event.card)
  else if (event.kind === 'card.refused') sayRefusedCard()
  else if (event.kind === 'card.unreadable') sayUnreadCard(event.why)
  else if (event.kind === 'drawer.failed')
    say('warn', t('till.drawer.failed'), reasonWords(event.reason))
}

/** A scan goes into the basket from anywhere, except where it can only mean something else. */
function takeScan(code: string, asWhole: string | null = null): void {
  if (refusedCard(code)) return
  const open = sheet.value
  if (open === 'member' || open === 'partner') scannedCard.value = code
  // While it is paid no goods come in: a scan can only be a gift card.
  else if (open === 'pay' || open === 'coupons' || open === 'load') scannedVoucher.value = code
  else if (open === 'receipts') query.value = code
  else {
    justSaved.value = null
    scan(code, asWhole)
  }
}

function openFor(name: 'line-quantity' | 'line-price' | 'line-discount'): void {
  if (selectedLine.value !== null) openSheet(name)
}

/** With something typed in the entry field these keys are text, not commands. */
function freeOfText(): boolean {
  return entry.value === ''
}

function onLine(event: KeyboardEvent): boolean {
  const inField = event.target instanceof HTMLInputElement || event.target === document.body
  return inField && found.value === null && draft.value.lines.length > 0
}
