import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import type { PointsChoice, PointsOffer } from '#shared/contracts/points.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import { AccountWords } from '../customer/accounts.tsx'
import { points } from '../format.ts'
import type { KeyMap } from '../keys.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { PinEntry, pinKeys } from '../ui/pin-entry.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { PairsChoice } from './points-pairs.tsx'
import { RateChoice } from './points-rate.tsx'
import { takePoints } from './take-points.ts'
import './points.css'

interface PointsSheetProps {
  readonly offers: readonly PointsOffer[]
  readonly due: number
  readonly onClose: () => void
}

/** F12 in the payment: the PIN, then what may be paid; choosing deducts at once. */
export function PointsSheet({ offers, due, onClose }: PointsSheetProps): JSX.Element | null {
  const at = useSignal(0)
  const pin = useSignal('')
  const hasPin = useSignal(false)
  const busy = useSignal(false)
  const problem = useSignal<Problem | null>(null)
  const listKeys = useRef<KeyMap>({})
  const offer = offers[Math.min(at.value, offers.length - 1)]
  if (offer === undefined) return null
  const asksPin = offer.needsPin && !hasPin.value
  const isLocked = problem.value?.['hindrance'] === 'pin-locked'

  function move(by: number): void {
    if (offers.length < 2) return
    at.value = (at.value + by + offers.length) % offers.length
    problem.value = null
  }

  function pinDone(): void {
    if (pin.value.length < 4) return
    problem.value = null
    hasPin.value = true
  }

  async function choose(pay: PointsChoice['pay']): Promise<void> {
    if (busy.value || offer === undefined) return
    busy.value = true
    problem.value = null
    const chosen = { programme: offer.programme, pay }
    const refused = await takePoints(chosen, offer.needsPin ? pin.value : undefined)
    busy.value = false
    if (refused === null) return onClose()
    problem.value = refused
    const hindrance = refused['hindrance']
    if (typeof hindrance === 'string' && hindrance.startsWith('pin-')) {
      pin.value = ''
      hasPin.value = false
    }
  }

  return (
    <Sheet
      title={t('till.points.pay')}
      width="620px"
      look="points"
      onClose={busy.value ? undefined : onClose}
      keys={{
        ArrowLeft: () => move(-1),
        ArrowRight: () => move(1),
        ...(isLocked ? {} : asksPin ? { ...pinKeys(pin), Enter: pinDone } : ofList(listKeys)),
      }}
    >
      {offers.length > 1 && (
        <div class="choice" role="group" aria-label={t('till.points.programme')}>
          {offers.map((one, index) => (
            <Button
              key={one.programme}
              look={one === offer ? 'chosen' : ''}
              pressed={one === offer}
              onPress={() => {
                at.value = index
              }}
            >
              {one.name}
            </Button>
          ))}
        </div>
      )}
      <OfferHead offer={offer} />
      <ProblemBox problem={problem.value} />
      {isLocked ? null : asksPin ? (
        <div class="points-pin">
          <p class="label">{t('till.points.pin')}</p>
          <PinEntry pin={pin} autoFocus />
          <Button
            hint="Enter"
            look="big primary"
            name="pin-done"
            disabled={pin.value.length < 4}
            onPress={pinDone}
          >
            {t('till.points.pin.done')}
          </Button>
        </div>
      ) : offer.pay.kind === 'pairs' ? (
        <PairsChoice
          key={offer.programme}
          offer={{ ...offer, pay: offer.pay }}
          due={due}
          busy={busy.value}
          onChoose={choose}
          keys={listKeys}
        />
      ) : (
        <RateChoice key={offer.programme} pay={offer.pay} busy={busy.value} onChoose={choose} />
      )}
    </Sheet>
  )
}

/** The list is inside the dialog, whose keys come first. */
function ofList(keys: { readonly current: KeyMap }): KeyMap {
  const names = ['ArrowDown', 'ArrowUp', '+', '-', 'F2', 'Enter']
  return Object.fromEntries(
    names.map((name) => [name, (event) => keys.current[name]?.(event) ?? false] as const),
  )
}

function OfferHead({ offer }: { readonly offer: PointsOffer }): JSX.Element {
  const { name, balance, asOf, spendable, hindrance } = offer
  return (
    <div class="credit" data-name="points-offer">
      <span class="account-head">
        <strong>{name}</strong>
        <strong class="figure">{points(balance)}</strong>
      </span>
      <AccountWords spendable={points(spendable)} asOf={asOf} hindrance={hindrance} />
    </div>
  )
}
