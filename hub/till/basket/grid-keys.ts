import type { RefObject } from 'preact'

/** Arrow keys among the buttons of a wrapped group; Esc goes back to the entry field. */
export function moveInGrid(event: KeyboardEvent, back: RefObject<HTMLInputElement | null>): void {
  const group = event.currentTarget
  if (!(group instanceof HTMLElement)) return
  const buttons = [...group.querySelectorAll('button')]
  const at = buttons.findIndex((button) => button === document.activeElement)
  if (at < 0) return
  if (event.key === 'Escape') back.current?.focus()
  const target = buttons[at + stepOf(event.key, columnsOf(buttons))]
  if (target === undefined || target === buttons[at]) return
  event.preventDefault()
  event.stopPropagation()
  target.focus()
}

function stepOf(key: string, columns: number): number {
  switch (key) {
    case 'ArrowRight':
      return 1
    case 'ArrowLeft':
      return -1
    case 'ArrowDown':
      return columns
    case 'ArrowUp':
      return -columns
    default:
      return 0
  }
}

function columnsOf(buttons: readonly HTMLElement[]): number {
  const top = buttons[0]?.offsetTop
  const second = buttons.findIndex((button) => button.offsetTop !== top)
  return second < 0 ? buttons.length : second
}
