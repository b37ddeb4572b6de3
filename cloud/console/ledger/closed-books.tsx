import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { z } from 'zod'
import { call } from '../api.ts'
import { useLoad } from '../load.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Changes } from '../ui/changes.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { ClosedBooksView } from './answers.ts'
import { CloseSheet } from './close-sheet.tsx'

/** How far the company's books are closed; HQ closes them on, or opens them again. */
export function ClosedBooks(): JSX.Element {
  const path = `/companies/${company.value?.code ?? ''}/closed-books`
  const [sheet, setSheet] = useState<'close' | 'reopen' | null>(null)
  const { data, problem, reload } = useLoad(path, (signal) =>
    call({ path, answer: ClosedBooksView, signal }),
  )
  const closedTo = data?.closedTo ?? null
  return (
    <section class="card closed-books" data-name="closed-books">
      <ProblemBox problem={problem} onRetry={reload} />
      <div class="closed-books-head">
        <div>
          <h2>{t('console.closed-books')}</h2>
          <p data-name="closed-to">
            {data !== null &&
              (closedTo === null ? t('console.closed-books.none') : closed(closedTo))}
          </p>
          <p class="hint">{t('console.closed-books.note')}</p>
        </div>
        {data !== null && (
          <div class="closed-books-acts">
            <Button name="close-books" onPress={() => setSheet('close')}>
              {t('console.closed-books.close')}
            </Button>
            {closedTo !== null && (
              <Button name="reopen-books" look="quiet" onPress={() => setSheet('reopen')}>
                {t('console.closed-books.reopen')}
              </Button>
            )}
          </div>
        )}
      </div>
      <Changes changes={data?.changes ?? []} wordsOf={wordsOf} />
      {sheet !== null && (
        <CloseSheet
          path={path}
          closedTo={closedTo}
          reopens={sheet === 'reopen'}
          onDone={reload}
          onClose={() => setSheet(null)}
        />
      )}
    </section>
  )
}

function closed(day: string): string {
  return t('console.closed-books.closed', { day })
}

const Change = z.object({ closedTo: z.string().nullable(), reopen: z.boolean().optional() })

function wordsOf(what: string): string {
  const { closedTo, reopen } = Change.parse(JSON.parse(what))
  if (reopen !== true) return closed(closedTo ?? '–')
  if (closedTo === null) return t('console.closed-books.reopened-all')
  return t('console.closed-books.reopened', { day: closedTo })
}
