import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { errorsOf, noErrors } from '../forms/errors.ts'
import { t } from '../texts.ts'
import { OrderSheet } from '../ui/order-sheet.tsx'
import { LeasePolicy, LeasePolicyView, policyNames, unitsText } from './policies.ts'
import { PolicyFields } from './policy-fields.tsx'

interface LeasePolicySheetProps {
  readonly path: string
  readonly policy: LeasePolicy
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Changes what a store is promised unasked, from the next lease on. */
export function LeasePolicySheet(props: LeasePolicySheetProps): JSX.Element {
  const { path, policy, onDone, onClose } = props
  const [now, setNow] = useState<LeasePolicy>(() => LeasePolicy.parse(policy))
  const judged = LeasePolicy.safeParse(now)
  return (
    <OrderSheet
      title={t('console.lease-policy')}
      verb={t('console.form.save')}
      name="lease-policy"
      look="primary"
      method="PUT"
      path={path}
      asks={now}
      answer={LeasePolicyView}
      isGood={judged.success}
      onDone={onDone}
      onClose={onClose}
    >
      {(told) => (
        <PolicyFields
          names={policyNames}
          values={now}
          errors={new Map([...told, ...(judged.success ? noErrors : errorsOf(judged.error))])}
          labelOf={(name) => t(`console.lease-policy.${name}`)}
          hintOf={(name, units) =>
            `${t(`console.lease-policy.${name}.hint`)} ${Number.isNaN(units) ? '' : unitsText(units)}`
          }
          onChange={setNow}
        />
      )}
    </OrderSheet>
  )
}
