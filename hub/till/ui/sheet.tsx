import type { ComponentChildren, JSX } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { type KeyMap, useKeys } from '../keys.ts'
import { t } from '../texts.ts'

interface SheetProps {
  readonly title: string
  readonly children: ComponentChildren
  readonly foot?: ComponentChildren
  readonly keys?: KeyMap
  readonly width?: string
  readonly look?: string
  /** Absent where the sheet must not be left. */
  readonly onClose?: (() => void) | undefined
}

/** A modal dialog: keeps the focus inside, answers Esc, gives the focus back. */
export function Sheet(props: SheetProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useKeys({ Escape: () => props.onClose?.(), ...props.keys }, { modal: true })

  useLayoutEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    focusFirst(dialog.current)
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  return (
    <dialog
      ref={dialog}
      class={`sheet ${props.look ?? ''}`}
      style={props.width === undefined ? undefined : { '--sheet-width': props.width }}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        props.onClose?.()
      }}
    >
      <header class="sheet-head">
        <h2 id={titleId}>{props.title}</h2>
        {props.onClose !== undefined && (
          <button type="button" class="button quiet" onClick={() => props.onClose?.()}>
            <kbd aria-hidden="true">Esc</kbd>
            <span>{t('till.back')}</span>
          </button>
        )}
      </header>
      <div class="sheet-body">{props.children}</div>
      {props.foot !== undefined && <footer class="sheet-foot">{props.foot}</footer>}
    </dialog>
  )
}

function focusFirst(dialog: HTMLDialogElement | null): void {
  const wanted = dialog?.querySelector<HTMLElement>('[data-autofocus]')
  wanted?.focus()
  if (wanted instanceof HTMLInputElement) wanted.select()
}
