import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { money, quantity } from '../format.ts'
import { t } from '../texts.ts'
import { tailOfAccount } from '../vouchers/voucher-by.ts'
import { selectedLineId } from './basket.ts'
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
            {shown.line.loads !== null && (
              <div class="under" data-name="loads">
                <span>
                  {t('till.load.card', {
                    name: shown.line.loads.name,
                    tail: tailOfAccount(shown.line.loads.account),
                  })}
                </span>
              </div>
            )}
            {shown.under.map((row, index) => (
              <div class="under" key={index}>
                <span>
                  {row.kind === 'difference'
                    ? t(row.amount > 0 ? 'till.line.surcharge' : 'till.line.difference', {
                        product: shown.line.product.name,
                      })
                    : row.reason || t('till.line.discount')}
                </span>
                <span class="figure">{money(row.amount)}</span>
              </div>
            ))}
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
        <span class="code">
          {[line.product.code, line.product.variant].filter(Boolean).join(' · ')}
        </span>
      </span>
      <span class="count figure">
        {quantity(line.quantity)} <span class="uom">{line.product.uom}</span>
        <span class={`unit ${line.typedPrice === null ? '' : 'typed'}`}>
          × {money(shown.unitPrice)}
        </span>
      </span>
      <span class={`sum figure ${shown.sure ? '' : 'unsure'}`}>{money(shown.amount)}</span>
    </button>
  )
}
