import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import type { ParkedBasket } from '#shared/contracts/till.ts'
import { isEmpty } from '../basket/basket.ts'
import { money, time } from '../format.ts'
import { problemOf } from '../notices.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { parked, recall, refreshParked } from './parked.ts'

export function ParkedSheet(): JSX.Element {
  const at = useSignal(0)
  const problem = useSignal<Problem | null>(null)
  const taken = useSignal(false)
  const busy = useSignal(false)
  const items = parked.value
  useEffect(() => void refreshParked(), [])

  async function take(one: ParkedBasket | undefined): Promise<void> {
    if (one === undefined || !isEmpty.value || busy.value) return
    problem.value = null
    busy.value = true
    try {
      const recalled = await recall(one)
      taken.value = recalled === 'gone'
      if (recalled === 'here') closeSheet()
    } catch (error) {
      problem.value = problemOf(error)
    } finally {
      busy.value = false
    }
  }

  function move(by: number): void {
    at.value = Math.min(Math.max(at.value + by, 0), Math.max(items.length - 1, 0))
  }

  return (
    <Sheet
      title={t('till.parked')}
      width="760px"
      onClose={busy.value ? undefined : closeSheet}
      keys={{
        ArrowDown: () => move(1),
        ArrowUp: () => move(-1),
        Enter: (event) =>
          event.target instanceof HTMLButtonElement ? false : void take(items[at.value]),
      }}
    >
      {!isEmpty.value && items.length > 0 && (
        <p class="notice warn">{t('till.parked.not-empty')}</p>
      )}
      {taken.value && (
        <p class="notice warn" role="alert">
          {t('till.parked.taken')}
        </p>
      )}
      <ProblemBox problem={problem.value} />
      {items.length === 0 && <p class="hint">{t('till.parked.none')}</p>}
      <ul
        class="people"
        role="listbox"
        aria-label={t('till.parked')}
        tabIndex={0}
        data-autofocus=""
        aria-activedescendant={`parked-${at.value}`}
      >
        {items.map((one, index) => (
          <li
            key={one.id}
            id={`parked-${index}`}
            role="option"
            aria-selected={index === at.value}
            aria-disabled={!isEmpty.value}
            onClick={() => void take(one)}
          >
            <span class="row">
              <strong>{one.name}</strong>
              <strong class="figure">{money(one.total)}</strong>
            </span>
            <span class="hint">
              {t('till.parked.row', {
                till: one.till,
                at: time(one.at),
                lines: one.basket.lines.length,
              })}
            </span>
          </li>
        ))}
      </ul>
      {items.length > 0 && <p class="hint">{t('till.parked.how')}</p>}
    </Sheet>
  )
}
