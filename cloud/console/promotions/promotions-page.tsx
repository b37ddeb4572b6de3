import type { JSX } from 'preact'
import { call } from '../api.ts'
import { dayOf } from '../format.ts'
import { usePages } from '../pages.ts'
import { hrefOf, route, setQuery } from '../route.ts'
import { company, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Mark } from '../ui/mark.tsx'
import { More } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Segments } from '../ui/segments.tsx'
import { type Column, Table } from '../ui/table.tsx'
import '../programmes/programmes.css'
import { PromotionPage as OnePromotion } from './promotion-page.tsx'
import { type Promotion, PromotionPage } from './promotions.ts'
import { rewardWords } from './reward-words.ts'

const triggers = ['all', 'automatic', 'coupon'] as const

/** `promotions`, `promotions/12` or `promotions/new`. */
export function PromotionsPage(): JSX.Element {
  const [id] = route.value.path
  return id === undefined ? <PromotionsList /> : <OnePromotion id={id} />
}

function PromotionsList(): JSX.Element {
  const code = company.value?.code
  const chosen = triggers.find((name) => name === route.value.query['trigger']) ?? 'all'
  const list = usePages(`${code} ${chosen}`, (after, signal) =>
    call({
      path: '/promotions',
      query: { company: code, trigger: chosen === 'all' ? undefined : chosen, after, limit: 100 },
      answer: PromotionPage,
      ...(signal && { signal }),
    }),
  )
  return (
    <Page
      title={t('console.nav.promotions')}
      note={t('console.promotions.note')}
      actions={
        <a class="button primary" href={hrefOf({ page: 'promotions', path: ['new'] })}>
          {t('console.promotions.new')}
        </a>
      }
    >
      <section class="filters" aria-label={t('console.filter')}>
        <Segments
          label={t('console.promotion.trigger')}
          value={chosen}
          options={triggers.map((value) => ({ value, text: t(`console.promotions.${value}`) }))}
          onChoose={(trigger) => setQuery({ trigger: trigger === 'all' ? undefined : trigger })}
        />
      </section>
      <ProblemBox problem={list.problem} onRetry={list.reload} />
      <div class="results" aria-busy={list.busy}>
        <Table
          caption={t('console.nav.promotions')}
          name="promotions"
          columns={columns()}
          rows={list.items}
          rowKey={({ id }) => id}
          rowLook={({ active, ended }) => (active && !ended ? undefined : 'quiet')}
          empty={t('console.promotions.none')}
        />
        <More list={list} />
      </div>
    </Page>
  )
}

function columns(): Column<Promotion>[] {
  return [
    {
      key: 'name',
      title: t('console.name'),
      look: 'wide',
      cell: ({ id, name }) => <a href={hrefOf({ page: 'promotions', path: [id] })}>{name}</a>,
    },
    { key: 'code', title: t('console.programme.code'), look: 'nowrap', cell: ({ code }) => code },
    {
      key: 'trigger',
      title: t('console.promotion.trigger'),
      cell: ({ trigger }) => t(`console.promotions.${trigger}`),
    },
    {
      key: 'reward',
      title: t('console.promotion.reward'),
      cell: ({ reward }) => rewardWords(reward),
    },
    {
      key: 'until',
      title: t('console.conditions.until'),
      look: 'nowrap',
      cell: ({ conditions: { endsAt } }) =>
        endsAt === undefined ? '–' : dayOf(endsAt - 1, timeZone.value),
    },
    {
      key: 'priority',
      title: t('console.promotion.priority'),
      look: 'number',
      cell: ({ priority }) => priority,
    },
    {
      key: 'state',
      title: t('console.state'),
      look: 'nowrap',
      cell: ({ active, ended }) => {
        if (ended) return <Mark tone="quiet">{t('console.promotion.ended')}</Mark>
        if (!active) return <Mark tone="quiet">{t('console.promotion.off')}</Mark>
        return <Mark tone="good">{t('console.promotion.on')}</Mark>
      },
    },
  ]
}
