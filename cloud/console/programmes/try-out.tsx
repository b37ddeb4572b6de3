import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { DryRun } from '#shared/contracts/dry-run.ts'
import { call } from '../api.ts'
import { useLoad } from '../load.ts'
import type { Member } from '../members/answers.ts'
import { MemberPicker } from '../members/member-picker.tsx'
import { stores, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { ChoiceField, DayField, TextField } from '../ui/fields.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { startOfDay } from '../zoned-day.ts'
import { EarningExplained } from './earning-explained.tsx'
import { LinesExplained } from './lines-explained.tsx'
import { PayingExplained } from './paying-explained.tsx'
import type { Programme } from './programmes.ts'
import { type TriedLine, TryBasket } from './try-basket.tsx'
import { TryFigures } from './try-figures.tsx'

/** What would this basket earn and pay, and why: by the engine of the tills, at any time. */
export function TryOut({ programme }: { readonly programme: Programme }): JSX.Element {
  const [lines, setLines] = useState<readonly TriedLine[]>([])
  const [member, setMember] = useState<Member | null>(null)
  const [store, setStore] = useState(stores.value[0]?.code ?? '')
  const [day, setDay] = useState('')
  const [hour, setHour] = useState('12:00')
  const asked = askOf(lines, { member, day, hour })
  const result = useLoad(JSON.stringify([store, asked]), async (signal) =>
    asked === null || store === ''
      ? null
      : await call({
          method: 'POST',
          path: `/stores/${store}/dry-runs`,
          json: asked,
          answer: DryRun,
          signal,
        }),
  )
  const { data } = result
  const explained = data?.programmes.find((each) => each.programme === programme.code)
  const names = new Map(lines.map(({ id, product }) => [id, product.name]))
  const nameOf = (lineId: string) => names.get(lineId) ?? lineId
  return (
    <div class="stack">
      <p class="hint">{t('console.try.note')}</p>
      <section class="card section">
        <h2>{t('console.try.basket')}</h2>
        <div class="part-list">
          <div class="form-grid">
            <ChoiceField
              label={t('console.store')}
              name="try-store"
              value={store}
              options={stores.value.map(({ code, name }) => ({
                value: code,
                text: `${code} · ${name}`,
              }))}
              onChange={setStore}
            />
            <DayField label={t('console.try.day')} name="try-day" value={day} onChange={setDay} />
            {day !== '' && (
              <TextField
                label={t('console.try.hour')}
                name="try-hour"
                value={hour}
                maxLength={5}
                error={hourOf(hour) === null ? t('console.conditions.hours.bad') : undefined}
                onChange={setHour}
              />
            )}
            <MemberPicker member={member} onPick={setMember} />
          </div>
          <TryBasket lines={lines} onChange={setLines} />
        </div>
      </section>
      <ProblemBox problem={result.problem} onRetry={result.reload} />
      {asked === null && <p class="notice info">{t('console.try.empty')}</p>}
      {asked !== null && member === null && (
        <p class="notice info">{t('console.try.member.none')}</p>
      )}
      {data !== null && (
        <div class="results" aria-busy={result.busy}>
          {member !== null && explained === undefined && (
            <p class="notice warn">{t('console.try.not-offered')}</p>
          )}
          <TryFigures priced={data.priced} explained={explained} />
          {explained !== undefined && <EarningExplained explained={explained} nameOf={nameOf} />}
          {explained !== undefined && <PayingExplained explained={explained} nameOf={nameOf} />}
          <LinesExplained run={data} />
        </div>
      )}
    </div>
  )
}

function askOf(
  lines: readonly TriedLine[],
  { member, day, hour }: { member: Member | null; day: string; hour: string },
) {
  const good = lines.filter(({ quantity }) => quantity > 0)
  if (good.length === 0) return null
  const minute = hourOf(hour) ?? 720
  const at = day === '' ? undefined : startOfDay(day, timeZone.value) + minute * 60_000
  return {
    basket: {
      lines: good.map(({ id, product, quantity }) => ({ id, productId: product.id, quantity })),
      ...(member !== null && { memberId: member.id }),
    },
    ...(at !== undefined && { at }),
  }
}

function hourOf(text: string): number | null {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):([0-5]\d)$/.exec(text) ?? []
  return hours === '' || Number(hours) > 23 ? null : Number(hours) * 60 + Number(minutes)
}
