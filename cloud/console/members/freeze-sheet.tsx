import type { JSX } from 'preact'
import { t } from '../texts.ts'
import { OrderSheet } from '../ui/order-sheet.tsx'
import { type Account, Frozen } from './answers.ts'
import { valueText } from './value.ts'

interface FreezeSheetProps {
  readonly account: Account
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Stops an account, or lets it go; before the act it says what stores can still give. */
export function FreezeSheet({ account, onDone, onClose }: FreezeSheetProps): JSX.Element {
  const verb = account.frozen ? 'unfreeze' : 'freeze'
  const text = (amount: number) => valueText(account, amount)
  const { leased, worstStore, byHub } = account.exposure

  return (
    <OrderSheet
      title={t(`console.account.${verb}`)}
      verb={t(`console.account.${verb}`)}
      name={verb}
      look={account.frozen ? 'primary' : 'danger'}
      path={`/value-accounts/${encodeURIComponent(account.id)}/${verb}`}
      answer={Frozen}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t(`console.account.${verb}.words`)}</p>
      {!account.frozen && (
        <div class="notice warn" data-name="freeze-exposure">
          <strong>
            {t('console.account.exposure', { leased: text(leased), worst: text(worstStore) })}
          </strong>
          {byHub.map(({ hubId, storeCode, leased: amount }) => (
            <span key={hubId}>
              {storeCode}: {text(amount)}
            </span>
          ))}
        </div>
      )}
    </OrderSheet>
  )
}
