import type { JSX } from 'preact'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Sheet } from '../ui/sheet.tsx'

const keys = [
  ['F2', 'till.help.search'],
  ['F3', 'till.help.pay'],
  ['F4', 'till.discount.order'],
  ['F5', 'till.help.customer'],
  ['F6', 'till.help.member'],
  ['F7', 'till.help.park'],
  ['F8', 'till.help.parked'],
  ['F9', 'till.help.receipts'],
  ['F10', 'till.help.shift'],
  ['F11', 'till.help.coupons'],
  ['F12', 'till.help.partner'],
  ['Esc', 'till.help.back'],
  ['↑ ↓', 'till.help.lines'],
  ['+ −', 'till.help.step'],
  ['*', 'till.help.quantity'],
  ['/', 'till.help.price'],
  ['%', 'till.help.discount'],
  ['Del', 'till.help.remove'],
  ['12 *', 'till.help.twelve'],
  ['Tab', 'till.help.tab'],
] as const

export function HelpSheet(): JSX.Element {
  return (
    <Sheet title={t('till.help')} width="860px" onClose={closeSheet}>
      <p>{t('till.help.scan')}</p>
      <dl class="key-list">
        {keys.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(words)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  )
}
