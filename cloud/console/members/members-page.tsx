import type { JSX } from 'preact'
import { usePages } from '../pages.ts'
import { hrefOf, route, setQuery } from '../route.ts'
import { t } from '../texts.ts'
import { SearchField } from '../ui/fields.tsx'
import { Mark } from '../ui/mark.tsx'
import { More } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { AccountPage } from './account-page.tsx'
import type { Member } from './answers.ts'
import { MemberPage } from './member-page.tsx'
import './members.css'
import { searchMembers } from './search.ts'

/** `members`, `members/M7` or `members/M7/CREDIT:7`. */
export function MembersPage(): JSX.Element {
  const [code, account] = route.value.path
  if (code === undefined) return <MembersList />
  return account === undefined ? (
    <MemberPage code={code} />
  ) : (
    <AccountPage
      id={account}
      back={{ href: hrefOf({ page: 'members', path: [code] }), text: code }}
    />
  )
}

function MembersList(): JSX.Element {
  const { text = '' } = route.value.query
  const list = usePages(`members ${text}`, (after, signal) =>
    searchMembers({ text, after, limit: 50, signal }),
  )
  return (
    <Page title={t('console.nav.members')} note={t('console.members.note')}>
      <section class="filters" aria-label={t('console.filter')}>
        <div class="filter-row">
          <SearchField
            label={t('console.members.search')}
            name="member-search"
            search
            look="search long"
            value={text}
            placeholder={t('console.members.search.example')}
            onChange={(typed) => setQuery({ text: typed }, { replace: true })}
          />
        </div>
      </section>
      <ProblemBox problem={list.problem} onRetry={list.reload} />
      <div class="results" aria-busy={list.busy}>
        <Table
          caption={t('console.nav.members')}
          name="members"
          columns={columns()}
          rows={list.items}
          rowKey={({ id }) => id}
          rowLook={({ blocked }) => (blocked ? 'quiet' : undefined)}
          empty={t(text === '' ? 'console.members.nobody' : 'console.members.none')}
        />
        <More list={list} />
      </div>
    </Page>
  )
}

function columns(): Column<Member>[] {
  return [
    {
      key: 'name',
      title: t('console.name'),
      look: 'wide',
      cell: ({ code, name, blocked }) => (
        <>
          <a href={hrefOf({ page: 'members', path: [code] })}>{name}</a>{' '}
          {blocked && <Mark tone="danger">{t('console.member.blocked')}</Mark>}
        </>
      ),
    },
    { key: 'code', title: t('console.member.code'), look: 'nowrap', cell: ({ code }) => code },
    {
      key: 'phone',
      title: t('console.member.phone'),
      look: 'nowrap',
      cell: ({ phone }) => phone || '–',
    },
    {
      key: 'cards',
      title: t('console.member.cards'),
      look: 'code',
      cell: ({ cards }) => cards.join(' ') || '–',
    },
  ]
}
