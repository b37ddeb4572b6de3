import type { Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { t } from '../texts.ts'
import './keypad.css'

interface KeypadProps {
  readonly value: Signal<string>
  readonly maxLength?: number
  /** A point for amounts and weights; a PIN has none. */
  readonly point?: boolean
}

/** Digits for fingers; the keyboard types into the field itself. */
export function Keypad({ value, maxLength = 12, point = true }: KeypadProps): JSX.Element {
  function press(key: string): void {
    if (key === '⌫') value.value = value.value.slice(0, -1)
    else if (value.value.length < maxLength) value.value += key
  }
  const keys = ['7', '8', '9', '4', '5', '6', '1', '2', '3', point ? '.' : '', '0', '⌫']
  return (
    <div class="keypad" role="group" aria-label={t('till.keypad')}>
      {keys.map((key) =>
        key === '' ? (
          <span key="none" />
        ) : (
          <button
            key={key}
            type="button"
            class="button"
            tabIndex={-1}
            aria-label={key === '⌫' ? t('till.keypad.back') : key}
            onClick={() => press(key)}
          >
            {key}
          </button>
        ),
      )}
    </div>
  )
}
