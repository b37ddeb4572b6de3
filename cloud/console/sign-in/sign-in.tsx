import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { problemOf } from '../problems.ts'
import { signedOutBecause, signIn } from '../session.ts'
import { t } from '../texts.ts'
import { TextField } from '../ui/fields.tsx'
import { LanguageChoice } from '../ui/language-choice.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'

export function SignIn(): JSX.Element {
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    document.title = t('console.sign-in')
    form.current?.querySelector('input')?.focus()
  }, [])

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    if (key.trim() === '' || busy) return
    setBusy(true)
    setProblem(null)
    try {
      await signIn(key.trim())
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <main class="sign-in">
      <form ref={form} class="card panel" onSubmit={(event) => void submit(event)}>
        <div class="panel-top">
          <span class="brand">Kassahub</span>
          <LanguageChoice />
        </div>
        <h1>{t('console.sign-in')}</h1>
        {signedOutBecause.value === 'refused' && problem === null && (
          <p class="notice warn" role="status">
            {t('console.sign-in.refused')}
          </p>
        )}
        <TextField
          label={t('console.sign-in.key')}
          name="api-key"
          masked
          value={key}
          maxLength={200}
          onChange={setKey}
          hint={t('console.sign-in.hint')}
        />
        <ProblemBox problem={problem} />
        <button class="button primary" data-name="sign-in" disabled={busy || key.trim() === ''}>
          {t(busy ? 'console.sign-in.asking' : 'console.sign-in.do')}
        </button>
      </form>
    </main>
  )
}
