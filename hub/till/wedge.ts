import { createBurst } from './burst.ts'
import { digitOf } from './keys.ts'

export interface WedgeScan {
  readonly code: string
  /** Where it was typed, and what stood there before. */
  readonly field: HTMLInputElement | null
  readonly textBefore: string
}

/**
 * A keyboard-wedge scanner types into whatever has the focus. This takes the burst out of the field
 * again and hands it over as a scan. Returns a function that stops listening.
 */
export function listenToWedge(onScan: (scan: WedgeScan) => void): () => void {
  const burst = createBurst()
  let before: { readonly field: HTMLInputElement; readonly value: string } | null = null

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.key === 'Enter') {
      const code = burst.enter(event.timeStamp)
      if (code === null) return
      event.preventDefault()
      event.stopImmediatePropagation()
      restore(before)
      onScan({ code, field: before?.field ?? null, textBefore: before?.value ?? '' })
      return
    }
    const char = charOf(event)
    if (char === null) return
    const fast = burst.key(char, event.timeStamp)
    if (!fast) before = fieldNow()
    // Inside a burst a "-" or "*" is part of the code, not a command.
    else event.stopImmediatePropagation()
  }

  window.addEventListener('keydown', onKey, { capture: true })
  return () => window.removeEventListener('keydown', onKey, { capture: true })
}

/** Scanners type as a US keyboard, whatever layout the till has switched to. */
function charOf(event: KeyboardEvent): string | null {
  const digit = digitOf(event)
  if (digit !== null) return digit
  if (event.key.length !== 1) return null
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  if (letter === undefined || /^[A-Za-z]$/.test(event.key)) return event.key
  return event.shiftKey ? letter : letter.toLowerCase()
}

function fieldNow() {
  const field = document.activeElement
  return field instanceof HTMLInputElement ? { field, value: field.value } : null
}

function restore(
  before: { readonly field: HTMLInputElement; readonly value: string } | null,
): void {
  if (before === null || !before.field.isConnected) return
  before.field.value = before.value
  before.field.dispatchEvent(new Event('input', { bubbles: true }))
}
