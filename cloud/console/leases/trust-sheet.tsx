import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { errorsOf, noErrors } from '../forms/errors.ts'
import { t } from '../texts.ts'
import { OrderSheet } from '../ui/order-sheet.tsx'
import { limitNames, Trust, TrustView, unitsText } from './policies.ts'
import { PolicyFields } from './policy-fields.tsx'

interface TrustSheetProps {
  readonly path: string
  readonly trust: Trust
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Changes what stores may give at the company's risk; they hear of it at once. */
export function TrustSheet({ path, trust, onDone, onClose }: TrustSheetProps): JSX.Element {
  const [now, setNow] = useState<Trust>(() => Trust.parse(trust))
  const judged = Trust.safeParse(now)
  const own = judged.success ? noErrors : errorsOf(judged.error)
  return (
    <OrderSheet
      title={t('console.trust')}
      verb={t('console.form.save')}
      name="trust"
      look="primary"
      method="PUT"
      path={path}
      asks={now}
      answer={TrustView}
      isGood={judged.success}
      onDone={onDone}
      onClose={onClose}
    >
      {(told) =>
        (['redemption', 'refund'] as const).map((part) => (
          <fieldset key={part} class="part">
            <legend>{t(`console.trust.${part}`)}</legend>
            <PolicyFields
              names={limitNames}
              values={now[part]}
              within={`${part}.`}
              errors={new Map([...told, ...own])}
              labelOf={(name) => t(`console.trust.${part}.${name}`)}
              hintOf={(name, units) =>
                part === 'refund' || Number.isNaN(units)
                  ? t(`console.trust.${name}.hint`)
                  : `${t(`console.trust.${name}.hint`)} ${unitsText(units)}`
              }
              onChange={(limits) => setNow((before) => ({ ...before, [part]: limits }))}
            />
          </fieldset>
        ))
      }
    </OrderSheet>
  )
}
