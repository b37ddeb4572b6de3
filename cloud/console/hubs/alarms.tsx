import type { JSX } from 'preact'
import { z } from 'zod'
import { call } from '../api.ts'
import { dayAndTime } from '../format.ts'
import { usePages } from '../pages.ts'
import { company, timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import { More } from '../ui/more.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'

const Alarm = z.object({
  id: z.int(),
  kind: z.string(),
  words: z.string(),
  storeCode: z.string(),
  times: z.int(),
  lastAt: z.int(),
  open: z.int(),
  endedAt: z.int().nullable(),
})
type Alarm = z.infer<typeof Alarm>
const AlarmPage = z.object({ items: z.array(Alarm), next: z.string().nullable() })

/** What the hubs' journals told HQ to look at, newest first; nothing is shown while there is none. */
export function Alarms(): JSX.Element | null {
  const companyId = company.value?.id
  const list = usePages(String(companyId), (after, signal) =>
    call({
      path: '/alarms',
      query: { companyId, after, limit: 20 },
      answer: AlarmPage,
      ...(signal && { signal }),
    }),
  )
  if (list.problem === null && (list.items === null || list.items.length === 0)) return null
  return (
    <section class="results" aria-busy={list.busy}>
      <ProblemBox problem={list.problem} onRetry={list.reload} />
      <Table
        caption={t('console.alarms')}
        name="alarms"
        rows={list.items}
        rowKey={({ id }) => id}
        empty=""
        columns={columns()}
      />
      <More list={list} />
    </section>
  )
}

function columns(): Column<Alarm>[] {
  return [
    {
      key: 'at',
      title: t('console.alarms.at'),
      look: 'nowrap',
      cell: ({ lastAt }) => dayAndTime(lastAt, timeZone.value),
    },
    { key: 'store', title: t('console.store'), cell: ({ storeCode }) => storeCode },
    {
      key: 'what',
      title: t('console.alarms.what'),
      look: 'wide',
      cell: (alarm) => (
        <span class="two">
          <span>{word('alarm', alarm.kind)}</span>
          <span class="code-note">{noteOf(alarm)}</span>
        </span>
      ),
    },
    {
      key: 'todo',
      title: t('console.alarms.todo'),
      look: 'wide',
      cell: ({ kind, endedAt }) => (endedAt === null ? word('alarm.todo', kind) : '–'),
    },
  ]
}

function noteOf({ words, times, open, endedAt }: Alarm): string {
  const notes = [words]
  if (times > 1) notes.push(t('console.alarms.times', { times }))
  if (open > 1) notes.push(t('console.alarms.open', { open }))
  if (endedAt !== null) {
    notes.push(t('console.alarms.ended', { at: dayAndTime(endedAt, timeZone.value) }))
  }
  return notes.join(' · ')
}
