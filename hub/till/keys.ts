import { useLayoutEffect, useRef } from 'preact/hooks'

/** A handler that returns false leaves the key to the layer below and to the browser. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => unknown>>
interface Layer {
  readonly keys: () => KeyMap
  readonly modal: boolean
}

const layers: Layer[] = []
const reserved = /^F([1-9]|1[0-2])$/

/** Keys of a screen or dialog; the last opened is asked first, a modal one asks nobody below. */
export function useKeys(keys: KeyMap, options: { readonly modal?: boolean } = {}): void {
  const latest = useRef(keys)
  latest.current = keys
  useLayoutEffect(() => {
    const layer = { keys: () => latest.current, modal: options.modal ?? false }
    layers.push(layer)
    return () => {
      layers.splice(layers.indexOf(layer), 1)
    }
  }, [])
}

export function startKeys(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    // A till has no use for the browser's find, reload, full screen or tools.
    if (reserved.test(event.key) && !event.ctrlKey) event.preventDefault()
    if (event.ctrlKey || event.metaKey) return
    for (const layer of layers.toReversed()) {
      const handler = layer.keys()[nameOf(event)]
      if (handler !== undefined && handler(event) !== false) {
        event.preventDefault()
        return
      }
      if (layer.modal) return
    }
  })
}

function nameOf(event: KeyboardEvent): string {
  return event.altKey ? `Alt+${digitOf(event) ?? event.key}` : event.key
}

/** The digit of a key also where the layout (Mongolian, Czech) puts signs on the upper row. */
export function digitOf(event: KeyboardEvent): string | null {
  if (/^\d$/.test(event.key)) return event.key
  if (event.shiftKey) return null
  return /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? null
}

/** True where a key belongs to the text being typed. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  return (
    (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) &&
    target.value !== ''
  )
}
