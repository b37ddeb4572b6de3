import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { type ImportKind, importKinds } from '../../import/columns.ts'
import { ImportReport } from '../../import/report.ts'
import { call } from '../api.ts'
import { problemOf } from '../problems.ts'
import { route } from '../route.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ChoiceField } from '../ui/fields.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { FileField } from './file-field.tsx'
import { FileFormat } from './file-format.tsx'
import { ImportResult } from './import-result.tsx'
import './import.css'

/** The cloud takes large files in seconds; a minute is a slow line. */
const timeoutMs = 180_000

export function ImportPage(): JSX.Element {
  const asked = importKinds.find((known) => known === route.value.query['kind'])
  const [kind, setKind] = useState<ImportKind>(asked ?? 'products')
  const [file, setFile] = useState<File | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [report, setReport] = useState<ImportReport | null>(null)

  async function load(): Promise<void> {
    if (file === null) return
    setBusy(true)
    setProblem(null)
    setReport(null)
    try {
      const query = { company: company.value?.code }
      const path = `/import/${kind}`
      setReport(await call({ method: 'POST', path, query, file, answer: ImportReport, timeoutMs }))
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Page title={t('console.nav.import')} note={t('console.import.note')}>
      <section class="card import-form">
        <ChoiceField
          label={t('console.import.kind')}
          name="kind"
          value={kind}
          options={importKinds.map((value) => ({ value, text: t(`console.import.kind.${value}`) }))}
          onChange={(value) => {
            setKind(importKinds.find((known) => known === value) ?? 'products')
            setReport(null)
          }}
        />
        <FileField
          file={file}
          onChoose={(chosen) => {
            setFile(chosen)
            setReport(null)
          }}
        />
        <Button look="primary" name="load" disabled={file === null || busy} onPress={load}>
          {t(busy ? 'console.import.loading' : 'console.import.load')}
        </Button>
        <FileFormat kind={kind} />
      </section>
      <ProblemBox problem={problem} />
      {report !== null && <ImportResult report={report} />}
    </Page>
  )
}
