import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { money, quantity } from '../format.ts'
import { may } from '../session.ts'
import { openSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { removeLine, selectedLineId, stepQuantity } from './basket.ts'
import { type ShownLine, shownLines } from './priced-lines.ts'

export function Lines(): JSX.Element {
  const lines = shownLines()
  const chosen = useRef<HTMLLIElement>(null)
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: 'nearest' })
  }, [selectedLineId.value, lines.length])
  if (lines.length === 0)
    return (
      <div class="no-lines">
        <p class="title">{t('till.basket.empty')}</p>
        <p>{t('till.basket.empty.how')}</p>
      </div>
    )
  return (
    <ol class="lines" aria-label={t('till.lines')}>
      {lines.map((shown, at) => {
        const isChosen = shown.line.id === selectedLineId.value
        return (
          <li
            key={shown.line.id}
            ref={isChosen ? chosen : null}
            class={`line ${isChosen ? 'chosen' : ''}`}
            aria-current={isChosen}
          >
            <LineFace shown={shown} at={at} />
            {shown.under.map((row, index) => (
              <div class="under" key={index}>
                <span>
                  {row.kind === 'difference'
                    ? t('till.line.difference', { product: shown.line.product.name })
                    : row.reason || t('till.line.discount')}
                </span>
                <span class="figure">{money(row.amount)}</span>
              </div>
            ))}
            {isChosen && <LineTools id={shown.line.id} />}
          </li>
        )
      })}
    </ol>
  )
}

function LineFace({ shown, at }: { readonly shown: ShownLine; readonly at: number }): JSX.Element {
  const { line } = shown
  return (
    <button
      type="button"
      class="face"
      tabIndex={-1}
      onClick={() => {
        selectedLineId.value = line.id
      }}
    >
      <span class="position">{at + 1}</span>
      <span class="name">
        {line.product.name}
        {line.product.variant !== '' && <span class="variant"> {line.product.variant}</span>}
        <span class="code">{line.product.code}</span>
      </span>
      <span class="count figure">
        {quantity(line.quantity)} <span class="uom">{line.product.uom}</span>
      </span>
      <span class={`unit figure ${line.typedPrice === null ? '' : 'typed'}`}>
        {money(shown.unitPrice)}
      </span>
      <span class={`sum figure ${shown.sure ? '' : 'unsure'}`}>{money(shown.amount)}</span>
    </button>
  )
}

function LineTools({ id }: { readonly id: string }): JSX.Element {
  return (
    <div class="tools">
      <Tool hint="−" label={t('till.line.less')} press={() => stepQuantity(-1)} />
      <Tool hint="+" label={t('till.line.more')} press={() => stepQuantity(1)} />
      <Tool hint="*" words={t('till.line.quantity')} press={() => openSheet('line-quantity')} />
      <Tool
        hint="/"
        words={t('till.line.price')}
        press={() => openSheet('line-price')}
        off={!may('price.type')}
      />
      <Tool
        hint="%"
        words={t('till.line.discount')}
        press={() => openSheet('line-discount')}
        off={!may('discount.give')}
      />
      <Tool hint="Del" words={t('till.line.remove')} press={() => removeLine(id)} />
    </div>
  )
}

interface ToolProps {
  readonly hint: string
  readonly words?: string
  readonly label?: string
  readonly press: () => void
  readonly off?: boolean
}

function Tool({ hint, words, label, press, off }: ToolProps): JSX.Element {
  return (
    <button
      type="button"
      class="button tool"
      tabIndex={-1}
      disabled={off}
      title={off === true ? t('till.fix.right') : undefined}
      aria-label={label}
      onClick={press}
    >
      <kbd aria-hidden="true">{hint}</kbd>
      {words}
    </button>
  )
}
