import type { JSX } from 'preact'
import { hrefOf } from '../route.ts'
import { t } from '../texts.ts'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { ItemList } from './item-list.tsx'
import { type Programme, useProgrammes } from './programmes.ts'
import { SettingsForm } from './settings-form.tsx'
import { TryOut } from './try-out.tsx'

const tabs = ['settings', 'items', 'try'] as const

interface ProgrammePageProps {
  readonly code: string
  readonly tab: string | undefined
}

export function ProgrammePage({ code, tab }: ProgrammePageProps): JSX.Element {
  const list = useProgrammes()
  const programme = list.data?.find((each) => each.code === code)
  const open = tabs.find((name) => name === tab) ?? 'settings'
  return (
    <Page
      title={programme?.name ?? code}
      back={{ href: hrefOf({ page: 'programmes' }), text: t('console.nav.programmes') }}
      note={programme && `${code} · ${t(`console.value.${programme.kind}`)}`}
    >
      <ProblemBox problem={list.problem} onRetry={list.reload} />
      {programme?.kind === 'points' && (
        <nav class="segments tabs" aria-label={t('console.programme.tabs')}>
          {tabs.map((name) => (
            <a
              key={name}
              class="segment"
              aria-current={name === open ? 'page' : undefined}
              data-tab={name}
              href={hrefOf({
                page: 'programmes',
                path: name === 'settings' ? [code] : [code, name],
              })}
            >
              {t(`console.programme.tab.${name}`)}
            </a>
          ))}
        </nav>
      )}
      {programme !== undefined && <Body programme={programme} tab={open} />}
    </Page>
  )
}

function Body(props: {
  readonly programme: Programme
  readonly tab: (typeof tabs)[number]
}): JSX.Element {
  const { programme, tab } = props
  if (programme.kind !== 'points') {
    return <p class="notice info">{t('console.programme.no-settings')}</p>
  }
  switch (tab) {
    case 'settings':
      return <SettingsForm programme={programme} />
    case 'items':
      return <ItemList programme={programme} />
    case 'try':
      return <TryOut programme={programme} />
  }
}
