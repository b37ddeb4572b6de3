import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { nowOnce } from '../clock.ts'
import { timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { DayField } from '../ui/fields.tsx'
import { OrderSheet } from '../ui/order-sheet.tsx'
import { toDay } from '../zoned-day.ts'
import { ClosedBooksView } from './answers.ts'

interface CloseSheetProps {
  readonly path: string
  readonly closedTo: string | null
  /** Else it closes on. */
  readonly reopens: boolean
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Closes the books up to a day, or says which earlier one they stay closed to. */
export function CloseSheet(props: CloseSheetProps): JSX.Element {
  const { path, closedTo, reopens, onDone, onClose } = props
  const [day, setDay] = useState(reopens ? '' : lastOfMonthBefore(toDay(nowOnce(), timeZone.value)))
  const isGood = reopens ? day < (closedTo ?? '') : day > (closedTo ?? '')
  const verb = t(`console.closed-books.${reopens ? 'reopen' : 'close'}`)
  return (
    <OrderSheet
      title={verb}
      verb={verb}
      name={reopens ? 'reopen-books' : 'close-books'}
      look={reopens ? 'danger' : 'primary'}
      method="PUT"
      path={path}
      asks={reopens ? { closedTo: day === '' ? null : day, reopen: true } : { closedTo: day }}
      answer={ClosedBooksView}
      isGood={isGood}
      onDone={onDone}
      onClose={onClose}
    >
      <DayField
        label={t(`console.closed-books.${reopens ? 'reopen-to' : 'close-to'}`)}
        name="closed-to-day"
        value={day}
        onChange={setDay}
      />
      <p class="hint">{t(`console.closed-books.${reopens ? 'reopen-hint' : 'close-hint'}`)}</p>
    </OrderSheet>
  )
}

/** What is closed most: the month that is over. */
function lastOfMonthBefore(day: string): string {
  const first = Date.parse(`${day.slice(0, 'YYYY-MM'.length)}-01T00:00:00Z`)
  return new Date(first - 86_400_000).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
