import type { JSX } from 'preact'
import { parkedCount } from '../parked/parked.ts'
import { may } from '../session.ts'
import { openSheet, type SheetName } from '../sheets.ts'
import { type TextKey, t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { isEmpty } from './basket.ts'

const functions: readonly { hint: string; name: SheetName; words: TextKey }[] = [
  { hint: 'F1', name: 'help', words: 'till.help' },
  { hint: 'F4', name: 'order-discount', words: 'till.discount' },
  { hint: 'F5', name: 'customer', words: 'till.customer' },
  { hint: 'F6', name: 'member', words: 'till.member' },
  { hint: 'F7', name: 'park', words: 'till.park' },
  { hint: 'F8', name: 'parked', words: 'till.parked' },
  { hint: 'F9', name: 'receipts', words: 'till.receipts' },
  { hint: 'F10', name: 'shift', words: 'till.shift' },
  { hint: 'F11', name: 'coupons', words: 'till.coupon' },
  { hint: 'F12', name: 'partner', words: 'till.partner' },
]

/** Every function key as a button, for fingers and for those who learn the keys. */
export function FunctionKeys(): JSX.Element {
  return (
    <nav class="function-keys" aria-label={t('till.functions')}>
      {functions.map(({ hint, name, words }) => (
        <Button
          key={name}
          hint={hint}
          name={name}
          look="function"
          disabled={
            (isEmpty.value && (name === 'order-discount' || name === 'park')) ||
            (name === 'order-discount' && !may('discount.give'))
          }
          onPress={() => openSheet(name)}
        >
          {t(words)}
          {name === 'parked' && parkedCount.value > 0 && <b class="badge">{parkedCount}</b>}
        </Button>
      ))}
    </nav>
  )
}
