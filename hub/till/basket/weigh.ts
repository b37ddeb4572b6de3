import { type TillProduct, Weighed } from '#shared/contracts/till.ts'
import { scaleWords } from '#shared/texts/till-devices.ts'
import { call, Refusal } from '../api.ts'
import { clearNotice, say, sayProblem } from '../notices.ts'
import { openSheet } from '../sheets.ts'
import { type TextKey, t } from '../texts.ts'
import { addLine } from './basket.ts'

const longestMs = 6000
let weighing = false

export function isWeighing(): boolean {
  return weighing
}

/** Goods sold by the kilogram come in with the weight that stands still on the till's scale. */
export async function weighIn(product: TillProduct): Promise<void> {
  weighing = true
  say('info', t('till.scale.weighing', { name: product.name }))
  try {
    const wish = { method: 'POST', path: '/weigh', answer: Weighed, timeoutMs: longestMs } as const
    const { weight } = await call(wish)
    const line = { product, quantity: weight, typedPrice: null, discounts: [], loads: null }
    if (addLine(line)) clearNotice()
    else say('warn', t('till.basket.full'), t('till.basket.full.fix'))
  } catch (error) {
    const fault = error instanceof Refusal ? error.problem['scale'] : undefined
    const words = typeof fault === 'string' ? wordsByFault[fault] : undefined
    if (words === undefined) sayProblem(error)
    else if (words === 'till.scale.silent') typeWeight(product)
    else say('danger', t(words), t('till.scale.fix'))
  } finally {
    weighing = false
  }
}

/** Without its scale a shop sells on: the weight is typed. */
function typeWeight(product: TillProduct): void {
  const line = { product, quantity: 1000, typedPrice: null, discounts: [], loads: null }
  if (addLine(line)) openSheet('line-quantity')
  say('danger', t('till.scale.silent'), t('till.scale.silent.fix'))
}

const wordsByFault: Readonly<Record<string, TextKey>> = scaleWords
