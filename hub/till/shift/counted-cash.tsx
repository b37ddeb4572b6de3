import { type Signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { amount, money } from '../format.ts'
import { denominations } from '../pay/tenders.ts'
import { status } from '../session.ts'
import { t } from '../texts.ts'
import { TextField } from '../ui/text-field.tsx'
import './shift.css'

interface CountedCashProps {
  readonly label: string
  readonly value: Signal<string>
  readonly wrong: boolean
  readonly onEnter: () => unknown
}

/** The cash in the drawer: the sum, or the notes and coins that make it. */
export function CountedCash({ label, value, wrong, onEnter }: CountedCashProps): JSX.Element {
  const counts = useSignal<ReadonlyMap<number, number>>(new Map())
  const notes = denominations[status.value?.currency ?? 'MNT']

  function count(note: number, text: string): void {
    const number = /^\d{1,5}$/.test(text) ? Number(text) : 0
    counts.value = new Map(counts.value).set(note, number)
    const minor = notes.reduce(
      (sum, one) => sum + Math.round(one * 100) * (counts.value.get(one) ?? 0),
      0,
    )
    value.value = amount(minor)
  }

  return (
    <>
      <TextField
        label={label}
        value={value}
        look="big amount"
        name="counted-cash"
        inputMode="decimal"
        autoFocus
        maxLength={16}
        invalid={wrong}
        hint={wrong ? t('till.wrong.amount') : t('till.count.hint')}
        onEnter={onEnter}
      />
      <details class="notes">
        <summary>{t('till.count.notes')}</summary>
        <div class="notes-grid">
          {notes.map((note) => (
            <label key={note}>
              <span class="figure">{money(Math.round(note * 100))} ×</span>
              <input
                class="input"
                inputMode="numeric"
                maxLength={5}
                autocomplete="off"
                value={counts.value.get(note) || ''}
                onInput={(event) => count(note, event.currentTarget.value)}
              />
            </label>
          ))}
        </div>
      </details>
    </>
  )
}
