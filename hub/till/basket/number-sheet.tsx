import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Keypad } from '../ui/keypad.tsx'
import { Said } from '../ui/said.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { TextField } from '../ui/text-field.tsx'

interface NumberSheetProps {
  readonly title: string
  readonly label: string
  readonly initial: string
  readonly parse: (text: string) => number | null
  readonly wrong: string
  readonly onTake: (value: number) => void
  readonly more?: ComponentChildren
}

/** One number, typed or tapped; Enter takes it. */
export function NumberSheet(props: NumberSheetProps): JSX.Element {
  const text = useSignal(props.initial)
  const wrong = useSignal(false)
  function take(): void {
    const value = props.parse(text.value)
    if (value === null) wrong.value = true
    else {
      props.onTake(value)
      closeSheet()
    }
  }
  return (
    <Sheet
      title={props.title}
      width="460px"
      onClose={closeSheet}
      foot={
        <>
          {props.more}
          <Button hint="Enter" look="big primary" onPress={take}>
            {t('till.take')}
          </Button>
        </>
      }
    >
      <Said />
      <TextField
        label={props.label}
        value={text}
        look="big amount"
        name="number"
        inputMode="decimal"
        autoFocus
        maxLength={14}
        invalid={wrong.value}
        hint={wrong.value ? props.wrong : undefined}
        onEnter={take}
      />
      <Keypad value={text} />
    </Sheet>
  )
}
