import type { JSX } from 'preact'
import { PromotionInput, PromotionView } from '#shared/contracts/promotion-input.ts'
import { call } from '../api.ts'
import { useLoad } from '../load.ts'
import { hrefOf } from '../route.ts'
import { t } from '../texts.ts'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { newPromotion, PromotionForm } from './promotion-form.tsx'
import type { Promotion } from './promotions.ts'

/** One promotion, or a new one. */
export function PromotionPage({ id }: { readonly id: string }): JSX.Element {
  const isNew = id === 'new'
  const path = `/promotions/${encodeURIComponent(id)}`
  const { data, problem, reload } = useLoad(path, async (signal) =>
    isNew ? null : await call({ path, answer: PromotionView, signal }),
  )
  return (
    <Page
      title={isNew ? t('console.promotions.new') : (data?.name ?? id)}
      back={{ href: hrefOf({ page: 'promotions' }), text: t('console.nav.promotions') }}
      note={data?.code}
    >
      <ProblemBox problem={problem} onRetry={reload} />
      {data?.ended === true && <p class="notice info">{t('console.promotion.ended.words')}</p>}
      {isNew && <PromotionForm id={null} atFirst={newPromotion} />}
      {data !== null && <PromotionForm id={data.id} atFirst={inputOf(data)} />}
    </Page>
  )
}

function inputOf(promotion: Promotion): PromotionInput {
  return PromotionInput.parse(promotion)
}
