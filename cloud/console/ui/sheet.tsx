import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { t } from '../texts.ts'

interface SheetProps {
  readonly title: string
  readonly children: ComponentChildren
  readonly foot?: ComponentChildren
  readonly onClose: () => void
}

/** A modal dialog: keeps the focus inside, answers Esc, gives the focus back. */
export function Sheet({ title, children, foot, onClose }: SheetProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    dialog.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class="sheet"
      style={{ '--sheet-width': '520px' }}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header class="sheet-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" class="button quiet" onClick={onClose}>
          {t('console.close')}
        </button>
      </header>
      <div class="sheet-body">{children}</div>
      {foot !== undefined && <footer class="sheet-foot">{foot}</footer>}
    </dialog>
  )
}
