import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { t } from '../texts.ts'
import { TextField } from '../ui/fields.tsx'
import { OrderSheet } from '../ui/order-sheet.tsx'
import { MemberPin } from './answers.ts'

export type PinVerb = 'set' | 'unlock' | 'remove'

interface PinSheetProps {
  /** Of the member's PIN. */
  readonly path: string
  readonly verb: PinVerb
  readonly onDone: () => void
  readonly onClose: () => void
}

/** A new PIN is typed twice, by the member; nobody reads it from the screen, nor later. */
export function PinSheet({ path, verb, onDone, onClose }: PinSheetProps): JSX.Element {
  const [pin, setPin] = useState('')
  const [again, setAgain] = useState('')
  const isWritten = /^\d{4,8}$/.test(pin)
  const isSetting = verb === 'set'
  return (
    <OrderSheet
      title={t(`console.pin.${verb}`)}
      verb={t(`console.pin.${verb}`)}
      name={`pin-${verb}`}
      look={verb === 'remove' ? 'danger' : 'primary'}
      method={isSetting ? 'PUT' : 'DELETE'}
      path={verb === 'unlock' ? `${path}/lock` : path}
      {...(isSetting && { asks: { pin } })}
      answer={MemberPin}
      isGood={!isSetting || (isWritten && pin === again)}
      onDone={onDone}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <p>{t(`console.pin.${verb}.words`)}</p>
          {isSetting && (
            <>
              <TextField
                label={t('console.pin.new')}
                name="pin"
                value={pin}
                masked
                figures
                autoFocus
                maxLength={8}
                hint={t('console.pin.digits')}
                error={pin === '' || isWritten ? errors.get('pin') : t('console.pin.bad')}
                onChange={setPin}
              />
              <TextField
                label={t('console.pin.again')}
                name="pin-again"
                value={again}
                masked
                figures
                maxLength={8}
                error={again === '' || again === pin ? undefined : t('console.pin.differs')}
                onChange={setAgain}
              />
            </>
          )}
        </>
      )}
    </OrderSheet>
  )
}
