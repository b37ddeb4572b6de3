import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PointsChoice, PointsOffer } from '#shared/contracts/points.ts'
import { totalOf } from '#shared/domain/points/points-offers.ts'
import { money, points } from '../format.ts'
import type { KeyMap } from '../keys.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { type Counts, chosenPairs, countsOf, mayAdd } from './points-choice.ts'

type PairsOffer = PointsOffer & { readonly pay: { readonly kind: 'pairs' } }

interface PairsChoiceProps {
  readonly offer: PairsOffer
  readonly due: number
  readonly busy: boolean
  readonly onChoose: (pay: PointsChoice['pay']) => unknown
  /** Where the dialog finds the keys of this list. */
  readonly keys: { current: KeyMap }
}

/** Pairs of price and points: one by one Enter, or several where the programme lets them pay together. */
export function PairsChoice({ offer, due, busy, onChoose, keys }: PairsChoiceProps): JSX.Element {
  const { pairs, mostPayments, best } = offer.pay
  const several = mostPayments > 1
  const at = useSignal(Math.max(0, pairs.length - 1))
  const counts = useSignal<Counts>(pairs.map(() => 0))
  const chosen = chosenPairs(pairs, counts.value)
  const sum = totalOf(chosen)

  function move(by: number): void {
    at.value = Math.min(Math.max(at.value + by, 0), Math.max(pairs.length - 1, 0))
  }

  function step(by: 1 | -1, index = at.value): void {
    if (!several || (by === 1 && !mayAdd(offer, counts.value, index, due))) return
    counts.value = counts.value.map((n, one) => (one === index ? Math.max(0, n + by) : n))
  }

  function most(): void {
    counts.value = countsOf(pairs, best.pairs)
  }

  function take(index = at.value): void {
    const one = pairs[index]
    const all = chosen.length > 0 ? chosen : one === undefined ? [] : [one]
    if (!busy && all.length > 0) onChoose({ kind: 'pairs', pairs: [...all] })
  }

  const list = useRef<HTMLUListElement>(null)
  useLayoutEffect(() => list.current?.focus(), [])
  keys.current = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    '+': () => step(1),
    '-': () => step(-1),
    F2: () => several && most(),
    Enter: (event) => (event.target instanceof HTMLButtonElement ? false : take()),
  }

  if (pairs.length === 0) return <p class="notice warn">{t('till.points.no-pairs')}</p>
  return (
    <>
      <ul
        ref={list}
        class="pairs"
        role="listbox"
        aria-label={t('till.points.pairs')}
        tabIndex={0}
        data-autofocus=""
      >
        {pairs.map((pair, index) => (
          <li
            key={`${pair.price} ${pair.points}`}
            role="option"
            aria-selected={index === at.value}
            data-name="pair"
            onClick={() => (several ? ((at.value = index), step(1, index)) : take(index))}
          >
            <strong class="figure">{money(pair.price)}</strong>
            <span class="figure">{points(pair.points)}</span>
            {several && <b class="figure pair-count">× {counts.value[index] ?? 0}</b>}
          </li>
        ))}
      </ul>
      <p class="hint">{t(several ? 'till.points.how.several' : 'till.points.how')}</p>
      <div class="points-actions">
        {several && (
          <Button hint="F2" look="big" onPress={most}>
            {t('till.points.most', { amount: money(best.amount) })}
          </Button>
        )}
        <Button hint="Enter" look="big primary" name="points-take" disabled={busy} onPress={take}>
          {chosen.length === 0
            ? t('till.points.take')
            : t('till.points.take-all', { amount: money(sum.amount), points: points(sum.points) })}
        </Button>
      </div>
    </>
  )
}
