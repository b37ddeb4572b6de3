import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { hrefOf, route } from '../route.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { NewProgramme } from './new-programme.tsx'
import { ProgrammePage } from './programme-page.tsx'
import './programmes.css'
import { type Programme, useProgrammes } from './programmes.ts'

/** `programmes`, `programmes/POINTS`, `programmes/POINTS/items` or `…/try`. */
export function ProgrammesPage(): JSX.Element {
  const [code, tab] = route.value.path
  return code === undefined ? <ProgrammesList /> : <ProgrammePage code={code} tab={tab} />
}

function ProgrammesList(): JSX.Element {
  const list = useProgrammes()
  const [isNew, setNew] = useState(false)
  return (
    <Page
      title={t('console.nav.programmes')}
      note={t('console.programmes.note')}
      actions={
        <Button look="primary" name="new-programme" onPress={() => setNew(true)}>
          {t('console.programmes.new')}
        </Button>
      }
    >
      <ProblemBox problem={list.problem} onRetry={list.reload} />
      <Table
        caption={t('console.nav.programmes')}
        name="programmes"
        columns={columns()}
        rows={list.data?.filter(({ kind }) => kind !== 'coupon' && kind !== 'gift-card') ?? null}
        rowKey={({ code }) => code}
        empty={t('console.programmes.none')}
        busy={list.busy}
      />
      {isNew && (
        <NewProgramme
          kinds={['points', 'store-credit', 'affiliate-credit']}
          onClose={() => setNew(false)}
        />
      )}
    </Page>
  )
}

function columns(): Column<Programme>[] {
  return [
    {
      key: 'name',
      title: t('console.name'),
      look: 'wide',
      cell: ({ code, name }) => <a href={hrefOf({ page: 'programmes', path: [code] })}>{name}</a>,
    },
    { key: 'code', title: t('console.programme.code'), look: 'nowrap', cell: ({ code }) => code },
    {
      key: 'kind',
      title: t('console.programme.kind'),
      cell: ({ kind }) => t(`console.value.${kind}`),
    },
    {
      key: 'owner',
      title: t('console.programme.owner'),
      cell: ({ companyId }) =>
        companyId === null ? t('console.programme.group') : t('console.company'),
    },
    {
      key: 'offline',
      title: t('console.programme.offline'),
      cell: ({ offline }) => t(`console.programme.offline.${offline}`),
    },
    {
      key: 'rules',
      title: t('console.programme.rules'),
      cell: ({ kind, settings }) =>
        kind !== 'points' ? (
          '–'
        ) : settings === null ? (
          <Mark tone="warn">{t('console.programme.rules.none')}</Mark>
        ) : (
          <Mark tone="good">{t('console.programme.rules.set')}</Mark>
        ),
    },
  ]
}
