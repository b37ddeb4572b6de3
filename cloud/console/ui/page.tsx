import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { company } from '../session.ts'

interface PageProps {
  readonly title: string
  /** Where the page stands, e.g. the list that it was opened from. */
  readonly back?: { readonly href: string; readonly text: string } | undefined
  readonly note?: string | undefined
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

/** A page's head and body; a new page takes the focus, as a page load would. */
export function Page({ title, back, note, actions, children }: PageProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${company.value?.name ?? 'Kassahub'}`
  }, [title, company.value])
  useEffect(() => heading.current?.focus(), [])
  return (
    <>
      <header class="page-head">
        <div class="page-title">
          {back !== undefined && (
            <a class="back" href={back.href}>
              ← {back.text}
            </a>
          )}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {note !== undefined && <p class="hint">{note}</p>}
        </div>
        {actions !== undefined && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  )
}
