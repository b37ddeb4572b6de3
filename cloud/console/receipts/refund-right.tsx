import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { dayAndTime, money } from '../format.ts'
import { timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Changes } from '../ui/changes.tsx'
import { Facts } from '../ui/facts.tsx'
import { OrderSheet } from '../ui/order-sheet.tsx'
import { GrantRevoked, type RefundGrant, type RefundRight } from './answers.ts'

interface RefundRightProps {
  readonly receiptId: string
  readonly right: RefundRight
  readonly onChanged: () => void
}

/** Who may give the receipt back; what a store was granted and never used can be given up. */
export function RefundRightCard({ receiptId, right, onChanged }: RefundRightProps): JSX.Element {
  const { holder, refunded, left, grants, changes } = right
  const [ending, setEnding] = useState<RefundGrant | null>(null)
  return (
    <section class="card section" data-name="refund-right">
      <h2>{t('console.refund-right')}</h2>
      <Facts
        facts={[
          {
            key: 'holder',
            label: t('console.refund-right.holder'),
            value: t(`console.refund-right.holder.${holder}`),
          },
          {
            key: 'refunded',
            label: t('console.refund-right.refunded'),
            value: money(refunded),
          },
          { key: 'left', label: t('console.refund-right.left'), value: money(left) },
        ]}
      />
      {grants.map((grant) => (
        <div key={grant.id} class="notice warn grant" data-name="refund-grant">
          <div>
            <p>{t('console.refund-right.granted', wordsOf(grant))}</p>
            <p class="hint">{stateOf(grant)}</p>
            {grant.over !== null && (
              <Button name="give-up" onPress={() => setEnding(grant)}>
                {t('console.refund-right.give-up')}
              </Button>
            )}
          </div>
        </div>
      ))}
      <Changes changes={changes} />
      {ending !== null && (
        <OrderSheet
          title={t('console.refund-right.give-up')}
          verb={t('console.refund-right.give-up')}
          name="give-up"
          look="danger"
          path={`/receipts/${encodeURIComponent(receiptId)}/refund-grants/${encodeURIComponent(ending.id)}/revoke`}
          answer={GrantRevoked}
          onDone={onChanged}
          onClose={() => setEnding(null)}
        >
          <p>{t('console.refund-right.give-up.words', wordsOf(ending))}</p>
        </OrderSheet>
      )}
    </section>
  )
}

function wordsOf({ storeCode, storeName, amount }: RefundGrant) {
  return { store: `${storeCode} · ${storeName}`, amount: money(amount) }
}

function stateOf({ over, tellsFrom }: RefundGrant): string {
  if (over !== null) return t(`console.refund-right.over.${over}`)
  const from = tellsFrom === null ? '–' : dayAndTime(tellsFrom, timeZone.value)
  return t('console.refund-right.in-use', { from })
}
