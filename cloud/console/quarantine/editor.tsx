import type { JSX } from 'preact'
import { useId, useRef, useState } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import { call } from '../api.ts'
import { problemOf } from '../problems.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { type Fault, type QuarantinedEvent, RepairAnswer } from './answers.ts'
import { lineOf, shownJson } from './line-of.ts'

interface EditorProps {
  readonly event: QuarantinedEvent
  readonly onRepaired: (answer: RepairAnswer) => void
}

/** The payload as text, what is wrong in it by line, and the two ways to try it. */
export function Editor({ event, onRepaired }: EditorProps): JSX.Element {
  const [text, setText] = useState(() => shownJson(event.payload))
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)
  const id = useId()

  async function send(payload: unknown): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      onRepaired(await repair(event.appliedSeq, payload))
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  function sendText(): Promise<void> | undefined {
    try {
      return send(JSON.parse(text))
    } catch (error) {
      setProblem(notJson(error))
      return undefined
    }
  }
  return (
    <>
      <Faults event={event} onGoTo={(line) => selectLine(area.current, line)} />
      <section class="card section">
        <div class="pad field">
          <label class="label" for={id}>
            {t('console.quarantine.payload')}
          </label>
          <textarea
            id={id}
            ref={area}
            class="input payload"
            data-name="payload"
            spellcheck={false}
            rows={24}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <ProblemBox problem={problem} />
          <div class="page-actions">
            <Button look="primary" name="repair" disabled={isBusy} onPress={sendText}>
              {t('console.quarantine.repair')}
            </Button>
            <Button name="try-again" disabled={isBusy} onPress={() => send(undefined)}>
              {t('console.quarantine.again')}
            </Button>
          </div>
        </div>
      </section>
    </>
  )
}

interface FaultsProps {
  readonly event: QuarantinedEvent
  readonly onGoTo: (line: number) => void
}

function Faults({ event, onGoTo }: FaultsProps): JSX.Element {
  const { faults, payload } = event
  if (faults.length === 0) return <div class="notice">{t('console.quarantine.readable')}</div>
  return (
    <section class="card section">
      <h2>{t('console.quarantine.faults')}</h2>
      <Table
        caption={t('console.quarantine.faults')}
        name="faults"
        rows={faults}
        rowKey={({ field }) => field}
        empty=""
        columns={faultColumns((field) => lineOf(payload, field.split('.')), onGoTo)}
      />
    </section>
  )
}

function faultColumns(
  lineOfField: (field: string) => number,
  onGoTo: (line: number) => void,
): Column<Fault>[] {
  return [
    {
      key: 'field',
      title: t('console.quarantine.field'),
      look: 'code',
      cell: ({ field }) => field,
    },
    {
      key: 'value',
      title: t('console.quarantine.value'),
      look: 'code',
      cell: ({ value }) => value ?? '–',
    },
    {
      key: 'rule',
      title: t('console.quarantine.rule'),
      look: 'wide',
      cell: ({ message }) => message,
    },
    {
      key: 'line',
      title: '',
      cell: ({ field }) => {
        const line = lineOfField(field)
        return (
          <Button look="quiet" name="go-to-line" onPress={() => onGoTo(line)}>
            {t('console.quarantine.line', { line })}
          </Button>
        )
      },
    },
  ]
}

async function repair(appliedSeq: number, payload: unknown): Promise<RepairAnswer> {
  return await call({
    method: 'POST',
    path: `/quarantine/${appliedSeq}/repair`,
    json: { id: uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10))), payload },
    answer: RepairAnswer,
  })
}

function notJson(error: unknown): Problem {
  const words = error instanceof Error ? error.message : String(error)
  const detail = t('console.quarantine.not-json', { words })
  return { type: 'about:blank', title: '', status: 422, detail }
}

/** Selects a line and brings it into view. */
function selectLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return
  const lines = area.value.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0)
  area.focus()
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 4)
}
