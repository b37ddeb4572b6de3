import type { JSX } from 'preact'
import { t } from '../texts.ts'
import { TextField } from '../ui/fields.tsx'
import type { FieldErrors } from './errors.ts'

interface RuleIdFieldProps {
  readonly path: string
  readonly value: string
  readonly errors: FieldErrors
  readonly onChange: (value: string) => void
}

export function RuleIdField({ path, value, errors, onChange }: RuleIdFieldProps): JSX.Element {
  return (
    <TextField
      label={t('console.form.rule-id')}
      name={`${path}.ruleId`}
      value={value}
      maxLength={40}
      hint={t('console.form.rule-id.hint')}
      error={errors.get(`${path}.ruleId`)}
      onChange={onChange}
    />
  )
}
