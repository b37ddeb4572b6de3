import { useState } from 'preact/hooks'
import type { z } from 'zod'
import { type Action, useAction } from '../action.ts'
import { errorsIn, errorsOf, type FieldErrors, noErrors } from './errors.ts'

/** What a form shows and has changed, until it is saved. */
export interface Draft<Content> {
  readonly now: Content
  readonly errors: FieldErrors
  readonly isSaved: boolean
  readonly action: Action
  readonly change: (part: Partial<Content>) => void
  readonly save: () => Promise<void>
}

interface DraftOf<Content extends object> {
  /** Judges the draft before the cloud does. */
  readonly schema: z.ZodType<Content>
  readonly atFirst: Content
  readonly send: (judged: Content) => Promise<void>
  /** Where in the request the draft stands, as the cloud names its fields: `coupon.`. */
  readonly within?: string
}

export function useDraft<Content extends object>({
  schema,
  atFirst,
  send,
  within = '',
}: DraftOf<Content>): Draft<Content> {
  const [now, setNow] = useState(atFirst)
  const [own, setErrors] = useState<FieldErrors>(noErrors)
  const [isSaved, setSaved] = useState(false)
  const action = useAction()
  const told = [...errorsIn(action.problem)].map(
    ([path, words]) => [path.replace(within, ''), words] as const,
  )

  async function save(): Promise<void> {
    const judged = schema.safeParse(now)
    setErrors(judged.success ? noErrors : errorsOf(judged.error))
    if (!judged.success) return
    await action.run(async () => {
      await send(judged.data)
      setSaved(true)
    })
  }
  return {
    now,
    errors: new Map([...own, ...told]),
    isSaved,
    action,
    change(part) {
      setSaved(false)
      setNow((before) => ({ ...before, ...part }))
    },
    save,
  }
}
