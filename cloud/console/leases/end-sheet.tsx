import type { JSX } from 'preact'
import { valueText } from '../members/value.ts'
import { t } from '../texts.ts'
import { OrderSheet } from '../ui/order-sheet.tsx'
import { LeaseEnded, type OpenLease } from './answers.ts'

interface EndSheetProps {
  readonly lease: OpenLease
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Declares a lease lost, or waits no longer for the hub of one that was. */
export function EndSheet({ lease, onDone, onClose }: EndSheetProps): JSX.Element {
  const verb = lease.state === 'forfeited' ? 'write-off' : 'forfeit'
  return (
    <OrderSheet
      title={t(`console.leases.${verb}`)}
      verb={t(`console.leases.${verb}`)}
      name={verb}
      look="danger"
      path={`/leases/${encodeURIComponent(lease.id)}/${verb}`}
      answer={LeaseEnded}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t(`console.leases.${verb}.words`, { amount: valueText(lease, lease.left) })}</p>
    </OrderSheet>
  )
}
