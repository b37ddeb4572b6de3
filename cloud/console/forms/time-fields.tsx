import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Conditions } from '#shared/contracts/conditions.ts'
import { timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckField, DayField, TextField } from '../ui/fields.tsx'
import { startOfDay, toDay } from '../zoned-day.ts'
import type { ConditionsProps } from './conditions-fields.tsx'
import { without } from './without.ts'

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

/** Days, weekdays and hours, in the time of the stores. */
export function TimeFields({ value, onChange, errors, path }: ConditionsProps): JSX.Element {
  const zone = timeZone.value
  const setInstant = (field: 'startsAt' | 'endsAt', day: string, plusDays: number): void =>
    onChange(
      day === '' ? without(value, field) : { ...value, [field]: startOfDay(day, zone, plusDays) },
    )
  return (
    <div class="part">
      <div class="form-grid">
        <DayField
          label={t('console.conditions.from')}
          name={`${path}.startsAt`}
          value={value.startsAt === undefined ? '' : toDay(value.startsAt, zone)}
          onChange={(day) => setInstant('startsAt', day, 0)}
        />
        <DayField
          label={t('console.conditions.until')}
          name={`${path}.endsAt`}
          value={value.endsAt === undefined ? '' : toDay(value.endsAt - 1, zone)}
          onChange={(day) => setInstant('endsAt', day, 1)}
        />
      </div>
      <fieldset class="weekdays">
        <legend>{t('console.conditions.weekdays')}</legend>
        {weekdays.map((day) => (
          <CheckField
            key={day}
            label={t(`console.weekday.${day}`)}
            name={`${path}.weekday.${day}`}
            value={value.weekdays?.includes(day) === true}
            onChange={(on) => onChange(withWeekday(value, day, on))}
          />
        ))}
      </fieldset>
      <div class="hours">
        {(value.hours ?? []).map((span, i) => (
          // Spans have no id; they stand in the order in which they were added.
          <div class="filter-row" key={i}>
            {(['from', 'until'] as const).map((end) => (
              <HourField
                key={end}
                label={t(`console.conditions.hours.${end}`)}
                name={`${path}.hours.${i}.${end}`}
                value={span[end]}
                error={errors.get(`${path}.hours.${i}.${end}`)}
                onChange={(minute) =>
                  onChange({
                    ...value,
                    hours: (value.hours ?? []).map((each, place) =>
                      place === i ? { ...each, [end]: minute } : each,
                    ),
                  })
                }
              />
            ))}
            <Button
              look="small"
              onPress={() => {
                const left = (value.hours ?? []).filter((_, place) => place !== i)
                onChange(left.length === 0 ? without(value, 'hours') : { ...value, hours: left })
              }}
            >
              {t('console.form.take-away')}
            </Button>
          </div>
        ))}
        <Button
          look="small"
          name={`${path}.hours.add`}
          onPress={() =>
            onChange({ ...value, hours: [...(value.hours ?? []), { from: 600, until: 720 }] })
          }
        >
          {t('console.conditions.hours.add')}
        </Button>
      </div>
    </div>
  )
}

function withWeekday(value: Conditions, day: number, on: boolean): Conditions {
  const chosen = new Set(value.weekdays)
  if (on) chosen.add(day)
  else chosen.delete(day)
  return chosen.size === 0
    ? without(value, 'weekdays')
    : { ...value, weekdays: [...chosen].sort((a, b) => a - b) }
}

interface HourFieldProps {
  readonly label: string
  readonly name: string
  readonly value: number
  readonly error?: string | undefined
  readonly onChange: (minute: number) => void
}

function HourField({ label, name, value, error, onChange }: HourFieldProps): JSX.Element {
  const [typed, setTyped] = useState(hourOf(value))
  const isTime = minuteOf(typed) !== null
  return (
    <TextField
      label={label}
      name={name}
      value={typed}
      error={error ?? (isTime ? undefined : t('console.conditions.hours.bad'))}
      maxLength={5}
      onChange={(text) => {
        setTyped(text)
        onChange(minuteOf(text) ?? Number.NaN)
      }}
    />
  )
}

function hourOf(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function minuteOf(text: string): number | null {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):([0-5]\d)$/.exec(text) ?? []
  const minute = Number(hours) * 60 + Number(minutes)
  return hours === '' || minute > 1440 ? null : minute
}
