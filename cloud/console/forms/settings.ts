import { useState } from 'preact/hooks'
import type { z } from 'zod'
import { type Action, useAction } from '../action.ts'
import { call } from '../api.ts'
import { Programme } from '../programmes/programmes.ts'
import { errorsIn, errorsOf, type FieldErrors, noErrors } from './errors.ts'

export interface Settings<Draft> {
  readonly errors: FieldErrors
  readonly isSaved: boolean
  readonly action: Action
  /** Something was changed since. */
  readonly touch: () => void
  readonly save: (draft: Draft) => Promise<void>
}

/** Saves the settings of a programme of vouchers; their contract judges them before the cloud. */
export function useSettings<Schema extends z.ZodType>(
  schema: Schema,
  { code }: Pick<Programme, 'code'>,
  field: 'coupon' | 'giftCard',
): Settings<z.input<Schema>> {
  const [own, setErrors] = useState<FieldErrors>(noErrors)
  const [isSaved, setSaved] = useState(false)
  const action = useAction()
  const told = [...errorsIn(action.problem)].map(
    ([path, words]) => [path.replace(`${field}.`, ''), words] as const,
  )

  async function save(draft: z.input<Schema>): Promise<void> {
    const judged = schema.safeParse(draft)
    setErrors(judged.success ? noErrors : errorsOf(judged.error))
    if (!judged.success) return
    await action.run(async () => {
      const json = { [field]: judged.data }
      await call({ method: 'PATCH', path: `/programmes/${code}`, json, answer: Programme })
      setSaved(true)
    })
  }
  return {
    errors: new Map([...own, ...told]),
    isSaved,
    action,
    touch: () => setSaved(false),
    save,
  }
}
