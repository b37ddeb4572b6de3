import type { JSX } from 'preact'
import { may } from '../session.ts'
import { openSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { removeLine, selectedLine, stepQuantity } from './basket.ts'

/** What may be done with the chosen line; it stands still whichever line that is. */
export function LineTools(): JSX.Element {
  const line = selectedLine.value
  const off = line === null
  // A card is one piece, and money on it is no cheaper.
  const oneOnly = off || line.loads !== null
  return (
    <div class="tools" role="group" aria-label={t('till.line.tools')}>
      <Tool hint="−" label={t('till.line.less')} press={() => stepQuantity(-1)} off={oneOnly} />
      <Tool hint="+" label={t('till.line.more')} press={() => stepQuantity(1)} off={oneOnly} />
      <Tool
        hint="*"
        words={t('till.line.quantity')}
        press={() => openSheet('line-quantity')}
        off={oneOnly}
      />
      <Tool
        hint="/"
        words={t('till.line.price')}
        press={() => openSheet('line-price')}
        off={off || !may('price.type')}
      />
      <Tool
        hint="%"
        words={t('till.line.discount')}
        press={() => openSheet('line-discount')}
        off={oneOnly || !may('discount.give')}
      />
      <Tool
        hint="Del"
        words={t('till.line.remove')}
        press={() => line !== null && removeLine(line.id)}
        off={off}
      />
    </div>
  )
}

interface ToolProps {
  readonly hint: string
  readonly words?: string
  readonly label?: string
  readonly press: () => unknown
  readonly off: boolean
}

function Tool({ hint, words, label, press, off }: ToolProps): JSX.Element {
  return (
    <button
      type="button"
      class="button tool"
      tabIndex={-1}
      disabled={off}
      aria-label={label}
      onClick={() => void press()}
    >
      <kbd aria-hidden="true">{hint}</kbd>
      {words}
    </button>
  )
}
