import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { z } from 'zod'
import { useAction, useRequestId } from '../action.ts'
import { call, type Request } from '../api.ts'
import { errorsIn, type FieldErrors } from '../forms/errors.ts'
import { t } from '../texts.ts'
import { Button } from './button.tsx'
import { TextField } from './fields.tsx'
import { ProblemBox } from './problem-box.tsx'
import { Sheet } from './sheet.tsx'

export interface OrderSheetProps {
  readonly title: string
  /** On the button that does it. */
  readonly verb: string
  /** Of the button, with `-now` behind it. */
  readonly name: string
  readonly look: 'primary' | 'danger'
  readonly path: string
  /** POST, if not said, carries an id; the others do the same again anyway. */
  readonly method?: 'POST' | 'PUT' | 'DELETE'
  /** Beside the reason and the id. */
  readonly asks?: object
  readonly answer: z.ZodType
  /** Whether what it asks beside the reason is good. */
  readonly isGood?: boolean
  readonly onDone: () => void
  readonly onClose: () => void
  /** May show at its fields what the cloud says of them. */
  readonly children: ComponentChildren | ((errors: FieldErrors) => ComponentChildren)
}

/** An order of HQ's: it needs a reason, and is done once however often it is sent. */
export function OrderSheet(props: OrderSheetProps): JSX.Element {
  const { title, verb, name, look, path, asks, answer, onDone, onClose } = props
  const { method = 'POST', isGood = true, children } = props
  const [reason, setReason] = useState('')
  /** What it asks beside the reason comes first. */
  const [startsHere] = useState(isGood && method !== 'PUT')
  const action = useAction()
  const idOf = useRequestId()
  const errors = errorsIn(action.problem)

  async function order(): Promise<void> {
    await action.run(async () => {
      const asked = { ...asks, reason: reason.trim() }
      await call({ method, path, ...contentOf(method, asked, idOf({ path, ...asked })), answer })
      onDone()
      onClose()
    })
  }
  return (
    <Sheet
      title={title}
      onClose={onClose}
      foot={
        <Button
          look={look}
          name={`${name}-now`}
          disabled={!isGood || reason.trim() === '' || action.busy}
          onPress={order}
        >
          {verb}
        </Button>
      }
    >
      {typeof children === 'function' ? children(errors) : children}
      <TextField
        label={t('console.reason')}
        name="reason"
        value={reason}
        maxLength={200}
        autoFocus={startsHere}
        error={errors.get('reason')}
        onChange={setReason}
      />
      <ProblemBox problem={action.problem} />
    </Sheet>
  )
}

function contentOf(
  method: 'POST' | 'PUT' | 'DELETE',
  asked: { readonly reason: string },
  id: string,
): Pick<Request, 'json' | 'query'> {
  // A DELETE has no body.
  if (method === 'DELETE') return { query: { reason: asked.reason } }
  return { json: method === 'POST' ? { id, ...asked } : asked }
}
