import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { count, dayAndTime, money } from '../format.ts'
import { useLoad } from '../load.ts'
import { valueText } from '../members/value.ts'
import { hrefOf } from '../route.ts'
import { company, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { type WaitingLeases, WaitingList } from './answers.ts'
import { ReleaseSheet } from './release-sheet.tsx'

/** What dead disks and revoked boxes held: it waits until HQ releases it to its holders. */
export function WaitingInBoxes(props: { readonly onReleased: () => void }): JSX.Element {
  const path = `/companies/${company.value?.code ?? ''}/leases/waiting`
  const { data, problem, reload } = useLoad(path, (signal) =>
    call({ path, answer: WaitingList, signal }),
  )
  const [releasing, setReleasing] = useState<WaitingLeases | null>(null)
  return (
    <section class="card section">
      <h2>{t('console.waiting')}</h2>
      <p class="pad hint">{t('console.waiting.note')}</p>
      <ProblemBox problem={problem} onRetry={reload} />
      <Table
        caption={t('console.waiting')}
        name="waiting"
        rows={data?.items ?? null}
        rowKey={({ hubId, programme }) => `${hubId} ${programme}`}
        empty={t('console.waiting.none')}
        columns={columns(setReleasing)}
      />
      {releasing !== null && (
        <ReleaseSheet
          waiting={releasing}
          onDone={() => {
            reload()
            props.onReleased()
          }}
          onClose={() => setReleasing(null)}
        />
      )}
    </section>
  )
}

function columns(release: (waiting: WaitingLeases) => void): Column<WaitingLeases>[] {
  return [
    {
      key: 'store',
      title: t('console.store'),
      look: 'wide',
      cell: ({ hubId, hubName, storeCode, storeName, revoked }) => (
        <>
          <a href={hrefOf({ page: 'leases', path: [hubId] })}>
            {storeCode} · {storeName}
          </a>{' '}
          <span class="code-note">
            {hubName}, {t(`console.waiting.${revoked ? 'revoked' : 'old-disk'}`)}
          </span>
        </>
      ),
    },
    {
      key: 'programme',
      title: t('console.programme'),
      cell: ({ programmeName }) => programmeName,
    },
    {
      key: 'leases',
      title: t('console.waiting.leases'),
      look: 'number',
      cell: ({ leases }) => count(leases),
    },
    {
      key: 'left',
      title: t('console.lease.left'),
      look: 'number',
      cell: (row) => valueText(row, row.left),
    },
    {
      key: 'face',
      title: t('console.waiting.face'),
      look: 'number',
      cell: ({ faceValue }) => (faceValue === null ? '–' : money(faceValue)),
    },
    {
      key: 'ready',
      title: t('console.waiting.ready'),
      look: 'number',
      cell: ({ ready, readyFrom }) => (
        <>
          {count(ready)}
          {readyFrom !== null && (
            <span class="code-note">
              {' '}
              {t('console.waiting.from', { at: dayAndTime(readyFrom, timeZone.value) })}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'release',
      title: t('console.waiting.release'),
      look: 'nowrap',
      cell: (row) =>
        row.ready === 0 ? (
          '–'
        ) : (
          <Button look="small" name={`release-${row.programme}`} onPress={() => release(row)}>
            {t('console.waiting.release')}
          </Button>
        ),
    },
  ]
}
