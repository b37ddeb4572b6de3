import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { z } from 'zod'
import { useAction, useRequestId } from '../action.ts'
import { call } from '../api.ts'
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
  /** Beside the reason and the id. */
  readonly asks?: object
  readonly answer: z.ZodType
  /** Whether what it asks beside the reason is good. */
  readonly isGood?: boolean
  readonly onDone: () => void
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** An order of HQ's that changes value: it needs a reason, and is done once however often it is sent. */
export function OrderSheet(props: OrderSheetProps): JSX.Element {
  const { title, verb, name, look, path, asks, answer, isGood = true, onDone, onClose } = props
  const [reason, setReason] = useState('')
  /** What it asks beside the reason comes first. */
  const [startsHere] = useState(isGood)
  const action = useAction()
  const idOf = useRequestId()

  async function order(): Promise<void> {
    await action.run(async () => {
      const asked = { ...asks, reason: reason.trim() }
      const json = { id: idOf({ path, ...asked }), ...asked }
      await call({ method: 'POST', path, json, answer })
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
      {props.children}
      <TextField
        label={t('console.reason')}
        name="reason"
        value={reason}
        maxLength={200}
        autoFocus={startsHere}
        onChange={setReason}
      />
      <ProblemBox problem={action.problem} />
    </Sheet>
  )
}
