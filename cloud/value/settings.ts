import { CouponSettings } from '#shared/contracts/coupon-programme.ts'
import { GiftCardSettings } from '#shared/contracts/gift-card-programme.ts'
import { PointsSettings, type PointsSettingsPatch } from '#shared/contracts/points-programme.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { HotDatabase } from '../db/hot.ts'
import { conditionProblems, throwIfAny } from '../masterdata/condition-problems.ts'
import type { BooksOf } from './command.ts'
import { type GivenBy, runCommand } from './commands.ts'
import { findProgramme, type Programme } from './programmes.ts'
import { refusedFailure } from './refused.ts'

/** What is set of points, a part of it; of coupons and gift cards, all of it. */
export type ProgrammePatch = PointsSettingsPatch & {
  readonly coupon?: CouponSettings | undefined
  readonly giftCard?: GiftCardSettings | undefined
}

/** Null = HQ has set nothing, or it is not of points. */
export function settingsOf({ settings, terms }: Programme): PointsSettings | null {
  const isOfOther = terms.kind === 'coupon' || terms.kind === 'gift-card'
  return settings === null || isOfOther ? null : PointsSettings.parse(JSON.parse(settings))
}

export function couponSettingsOf({ settings, terms }: Programme): CouponSettings | null {
  if (settings === null || terms.kind !== 'coupon') return null
  return CouponSettings.parse(JSON.parse(settings))
}

export function giftCardSettingsOf({ settings, terms }: Programme): GiftCardSettings | null {
  if (settings === null || terms.kind !== 'gift-card') return null
  return GiftCardSettings.parse(JSON.parse(settings))
}

/**
 * The command holds the settings as they are after it, so that it does the same in its place again.
 * Whether what they name exists is judged once, here.
 */
export function changeSettings(
  hot: HotDatabase,
  {
    code,
    patch,
    books,
  }: {
    readonly code: string
    readonly patch: ProgrammePatch
    /** Where what a point stands for is posted. */
    readonly books: BooksOf
  },
  given: GivenBy,
): Programme {
  const programme = findProgramme(hot, code)
  if (programme === undefined) throw new Failure('not-found', `Programme ${code} not found.`)
  const settings = JSON.stringify(settingsAfter(hot, programme, patch))
  const { answer } = runCommand(hot, { kind: 'set-programme', code, settings, books }, given)
  if (answer.outcome === 'refused') throw refusedFailure(answer, `Programme ${code}`)
  return { ...programme, settings }
}

function settingsAfter(
  hot: HotDatabase,
  programme: Programme,
  { coupon, giftCard, ...points }: ProgrammePatch,
): PointsSettings | CouponSettings | GiftCardSettings {
  const { code, terms } = programme
  const said = [
    ...(coupon === undefined ? [] : ['coupon']),
    ...(giftCard === undefined ? [] : ['giftCard']),
    ...Object.keys(points),
  ]
  const allowed = fieldsByKind[terms.kind]
  const wrong = said.filter((field) => (isVouchers(field) ? field : 'points') !== allowed)
  if (allowed === undefined || wrong.length > 0) {
    const message = `Programme ${code} is of ${terms.kind}; ${setBy[allowed ?? 'none']}`
    const fields = wrong.map((field) => ({ field, message }))
    throw new Failure('conflict', message, { fields })
  }
  if (coupon !== undefined) return checkedCoupon(hot, programme, coupon)
  if (giftCard !== undefined) return giftCard
  if (allowed !== 'points') {
    const message = `Nothing is said of programme ${code}; ${setBy[allowed]}`
    throw new Failure('invalid', message, { fields: [{ field: allowed, message: 'is missing' }] })
  }
  const { companyId } = programme
  throwIfAny(
    (['earning', 'paying'] as const).flatMap((part) =>
      conditionProblems(hot, points[part]?.conditions ?? {}, {
        companyId,
        field: `${part}.conditions`,
      }),
    ),
  )
  return PointsSettings.parse({ ...settingsOf(programme), ...points })
}

function isVouchers(field: string): field is 'coupon' | 'giftCard' {
  return field === 'coupon' || field === 'giftCard'
}

type SetBy = 'points' | 'coupon' | 'giftCard'
const fieldsByKind: Readonly<Partial<Record<Programme['terms']['kind'], SetBy>>> = {
  points: 'points',
  coupon: 'coupon',
  'gift-card': 'giftCard',
}
const setBy: Record<SetBy | 'none', string> = {
  points: 'set its earning and paying.',
  coupon: 'set its coupon.',
  giftCard: 'set its giftCard.',
  none: 'only points have rules of earning and paying. Open a programme of points.',
}

/** Its promotion is of one company, so its coupons are too. */
function checkedCoupon(
  hot: HotDatabase,
  { companyId }: Programme,
  coupon: CouponSettings,
): CouponSettings {
  const [trigger, ofCompany, reward] = hot.prepare(promotionSql).get(coupon.promotionId) ?? []
  const value = String(coupon.promotionId)
  const bad = (message: string, field = 'promotionId', said = value) =>
    throwIfAny([{ field: `coupon.${field}`, value: said, message }])
  if (trigger === undefined) bad('is not a promotion; create it first')
  if (companyId !== null && ofCompany !== companyId) bad('is a promotion of another company')
  if (trigger !== 'coupon') bad('gives by itself; name a promotion with the trigger coupon')
  if (reward === 'gift-line' && coupon.faceValue === null) {
    bad('is needed: the gift line of its promotion pays up to it', 'faceValue', 'null')
  }
  return coupon
}

const promotionSql = `SELECT trigger, company_id, rule->>'$.reward.kind' FROM promotion WHERE id = ?`
