import type { JSX } from 'preact'
import type { CouponSettings } from '#shared/contracts/coupon-programme.ts'
import type { FieldErrors } from '../forms/errors.ts'
import { t } from '../texts.ts'
import { TextField } from '../ui/fields.tsx'
import { ValidityFields } from './validity-fields.tsx'

type Printed = Pick<CouponSettings, 'printedName' | 'validity'>

interface PrintedFieldsProps {
  readonly value: Printed
  readonly errors: FieldErrors
  readonly onChange: (part: Partial<Printed>) => void
}

/** What is printed on a coupon or gift card, and until when it is good. */
export function PrintedFields({ value, errors, onChange }: PrintedFieldsProps): JSX.Element {
  return (
    <>
      <TextField
        label={t('console.voucher.printed')}
        name="printedName"
        value={value.printedName}
        hint={t('console.voucher.printed.hint')}
        error={errors.get('printedName')}
        onChange={(printedName) => onChange({ printedName })}
      />
      <ValidityFields
        value={value.validity}
        errors={errors}
        onChange={(validity) => onChange({ validity })}
      />
    </>
  )
}
