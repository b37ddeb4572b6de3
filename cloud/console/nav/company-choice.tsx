import type { JSX } from 'preact'
import { goTo, route } from '../route.ts'
import { companies, company } from '../session.ts'
import { t } from '../texts.ts'
import { ChoiceField } from '../ui/fields.tsx'

/** Books belong to one company; another company opens the same page without the old filters. */
export function CompanyChoice(): JSX.Element {
  return (
    <ChoiceField
      label={t('console.company')}
      name="company"
      value={company.value?.code ?? ''}
      options={companies.value.map(({ code, name }) => ({ value: code, text: name }))}
      onChange={(code) => goTo({ company: code, page: route.peek().page })}
    />
  )
}
