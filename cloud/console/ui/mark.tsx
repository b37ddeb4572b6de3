import type { ComponentChildren, JSX } from 'preact'

interface MarkProps {
  readonly tone: 'good' | 'warn' | 'danger' | 'quiet'
  readonly children: ComponentChildren
}

const signByTone = { good: '●', warn: '▲', danger: '■', quiet: '○' } as const

/** A state in words; shape and colour say the same. */
export function Mark({ tone, children }: MarkProps): JSX.Element {
  return (
    <span class={`mark ${tone}`}>
      <span aria-hidden="true">{signByTone[tone]}</span> {children}
    </span>
  )
}
