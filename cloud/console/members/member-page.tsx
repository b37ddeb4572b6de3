import type { JSX } from 'preact'
import { MemberView } from '../../masterdata/views.ts'
import { call } from '../api.ts'
import { everyPage } from '../every-page.ts'
import { dayAndTime, percent } from '../format.ts'
import { useLoad } from '../load.ts'
import { useProgrammes } from '../programmes/programmes.ts'
import { hrefOf } from '../route.ts'
import { timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Facts } from '../ui/facts.tsx'
import { Mark } from '../ui/mark.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { AccountPage, type AccountSummary, type Member } from './answers.ts'
import { Pin } from './pin.tsx'
import { valueText } from './value.ts'

/** Who it is, the cards, and what the member owns. */
export function MemberPage({ code }: { readonly code: string }): JSX.Element {
  const member = useLoad(code, (signal) =>
    call({ path: `/members/${encodeURIComponent(code)}`, answer: MemberView, signal }),
  )
  const memberId = member.data?.id
  const accounts = useLoad(`accounts of ${memberId}`, async (signal) =>
    memberId === undefined
      ? null
      : await everyPage((after) =>
          call({
            path: '/value-accounts',
            query: { memberId, after, limit: 200 },
            answer: AccountPage,
            signal,
          }),
        ),
  )
  const { data } = member
  const facts =
    data &&
    ([
      ['code', t('console.member.code'), data.code],
      ['phone', t('console.member.phone'), data.phone],
      ['email', t('console.member.email'), data.email],
      ['partner', t('console.member.partner'), data.partner],
      ['level', t('console.member.level'), data.level],
      ['groups', t('console.member.groups'), data.groups.join(', ')],
      ['rate', t('console.member.rate'), data.earnRate === null ? '' : percent(data.earnRate)],
      ['affiliate', t('console.member.affiliate'), affiliateWords(data)],
      ['acs-id', t('console.acs-id'), data.acsId],
    ] as const)
  return (
    <Page
      title={data?.name ?? code}
      back={{ href: hrefOf({ page: 'members' }), text: t('console.nav.members') }}
    >
      <ProblemBox problem={member.problem ?? accounts.problem} onRetry={member.reload} />
      {data?.blocked === true && <p class="notice danger">{t('console.member.blocked.words')}</p>}
      {data !== null && (
        <div class="stack">
          <section class="card head-facts">
            <Facts
              facts={(facts ?? []).map(([key, label, value]) => ({
                key,
                label,
                value: value || '–',
              }))}
            />
          </section>
          <Accounts accounts={accounts.data} member={data.code} />
          <Cards cards={data.cards} />
          <Pin member={data.code} />
        </div>
      )}
    </Page>
  )
}

function Accounts({
  accounts,
  member,
}: {
  readonly accounts: readonly AccountSummary[] | null
  readonly member: string
}): JSX.Element {
  const { data } = useProgrammes()
  const nameOf = (code: string) => data?.find((each) => each.code === code)?.name ?? code
  const columns: Column<AccountSummary>[] = [
    {
      key: 'programme',
      title: t('console.programme'),
      look: 'wide',
      cell: ({ id, programme, frozen }) => (
        <>
          <a href={hrefOf({ page: 'members', path: [member, id] })}>{nameOf(programme)}</a>{' '}
          <span class="code-note">{programme}</span>{' '}
          {frozen && <Mark tone="danger">{t('console.account.frozen')}</Mark>}
        </>
      ),
    },
    {
      key: 'kind',
      title: t('console.programme.kind'),
      cell: ({ kind }) => t(`console.value.${kind}`),
    },
    {
      key: 'balance',
      title: t('console.account.balance'),
      look: 'number',
      cell: (row) => valueText(row, row.balance),
    },
    {
      key: 'at',
      title: t('console.account.changed'),
      look: 'nowrap',
      cell: ({ balanceAt }) => dayAndTime(balanceAt, timeZone.value),
    },
  ]
  return (
    <section class="card section">
      <h2>{t('console.member.accounts')}</h2>
      <Table
        caption={t('console.member.accounts')}
        name="accounts"
        columns={columns}
        rows={accounts}
        rowKey={({ id }) => id}
        empty={t('console.member.accounts.none')}
      />
    </section>
  )
}

function Cards({ cards }: { readonly cards: readonly string[] }): JSX.Element {
  return (
    <section class="card section">
      <h2>{t('console.member.cards')}</h2>
      <div class="pad">
        {cards.length === 0 ? (
          <p class="hint">{t('console.member.cards.none')}</p>
        ) : (
          <ul class="chips" data-name="cards">
            {cards.map((card) => (
              <li key={card} class="figure">
                {card}
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

/** The code, and where it is not good. */
function affiliateWords({ affiliateCode, affiliateActive, affiliateCompany }: Member): string {
  if (affiliateCode === '') return ''
  const limits = [
    affiliateActive ? '' : t('console.member.affiliate.off'),
    affiliateCompany ?? '',
  ].filter((limit) => limit !== '')
  return [affiliateCode, ...limits].join(' · ')
}
