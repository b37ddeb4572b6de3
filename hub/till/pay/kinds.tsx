import type { JSX } from 'preact'
import type { TenderKind } from '#shared/contracts/tender.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'

const kinds = [
  { kind: 'cash', hint: 'F2' },
  { kind: 'card', hint: 'F4' },
  { kind: 'cash-on-delivery', hint: 'F6' },
  { kind: 'store-credit', hint: 'F7' },
  { kind: 'gift-card', hint: 'F8' },
] as const satisfies readonly { kind: TenderKind; hint: string }[]

interface KindsProps {
  readonly chosen: TenderKind
  /** Store credit and points only where the basket's member has some. */
  readonly hasCredit: boolean
  readonly hasPoints: boolean
  readonly onChoose: (kind: TenderKind) => void
  readonly onPoints: () => void
}

export function Kinds(props: KindsProps): JSX.Element {
  const { chosen, hasCredit, hasPoints, onChoose, onPoints } = props
  const offered = kinds.filter(({ kind }) => kind !== 'store-credit' || hasCredit)
  const count = offered.length + (hasPoints ? 1 : 0)
  return (
    <div
      style={{ '--columns': count === 4 ? 2 : 3 }}
      class="kinds"
      role="group"
      aria-label={t('till.pay.kind')}
    >
      {offered.map(({ kind, hint }) => (
        <Button
          key={kind}
          hint={hint}
          look={`big ${chosen === kind ? 'chosen' : ''}`}
          pressed={chosen === kind}
          name={kind}
          onPress={() => onChoose(kind)}
        >
          {t(`till.tender.${kind}`)}
        </Button>
      ))}
      {hasPoints && (
        <Button hint="F12" look="big" name="points" onPress={onPoints}>
          {t('till.tender.points')}
        </Button>
      )}
    </div>
  )
}
