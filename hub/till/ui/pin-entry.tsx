import type { Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { digitOf, type KeyMap } from '../keys.ts'
import { t } from '../texts.ts'
import { Keypad } from './keypad.tsx'
import './pin-entry.css'

const longest = 8

interface PinEntryProps {
  readonly pin: Signal<string>
  readonly autoFocus?: boolean
}

/** Masked: as many dots as digits, by keypad; the keys are `pinKeys`. */
export function PinEntry({ pin, autoFocus }: PinEntryProps): JSX.Element {
  const dots = useRef<HTMLDivElement>(null)
  usePinKeys(pin)
  useLayoutEffect(() => {
    if (autoFocus === true) dots.current?.focus()
  }, [])
  return (
    <div class="pin-entry">
      <div
        ref={dots}
        class="dots"
        role="status"
        tabIndex={-1}
        data-autofocus={autoFocus === true ? '' : undefined}
        aria-label={t('till.pin.typed', { n: pin.value.length })}
      >
        {Array.from({ length: Math.max(4, pin.value.length) }, (_, at) => (
          <span key={at} class={at < pin.value.length ? 'dot full' : 'dot'} />
        ))}
      </div>
      <Keypad value={pin} maxLength={longest} point={false} />
    </div>
  )
}

export function pinKeys(pin: Signal<string>): KeyMap {
  const digits = Array.from('0123456789', (digit) => [digit, () => type(pin, digit)] as const)
  const erase = () => {
    pin.value = pin.value.slice(0, -1)
  }
  return { ...Object.fromEntries(digits), Backspace: erase }
}

/** The upper row of a Mongolian or Czech layout has no plain digits. */
function usePinKeys(pin: Signal<string>): void {
  useLayoutEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const digit = digitOf(event)
      if (digit === null || digit === event.key || event.ctrlKey) return
      event.preventDefault()
      type(pin, digit)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function type(pin: Signal<string>, digit: string): void {
  if (pin.value.length < longest) pin.value += digit
}
