import type { JSX } from 'preact'
import { useAction } from '../action.ts'
import { call } from '../api.ts'
import { nowOnce } from '../clock.ts'
import { download } from '../download.ts'
import { amount, dayOf, money } from '../format.ts'
import { useLoad } from '../load.ts'
import { valueText } from '../members/value.ts'
import { route, setQuery } from '../route.ts'
import { periodOf, presets } from '../sales/period.ts'
import { company, timeZone } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { DayField } from '../ui/fields.tsx'
import { Mark } from '../ui/mark.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { Segments } from '../ui/segments.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { flows, LiabilityReport, type RollForward } from './answers.ts'

const path = '/reports/liability'
const formats = ['csv', 'xlsx'] as const

/** Opening, what came and went and why, closing: in units, and in money as the ledger has it. */
export function RollForwardPart(): JSX.Element {
  const { query } = route.value
  const period = periodOf(query, dayOf(nowOnce(), timeZone.value))
  const by = query['by'] === 'day' ? 'day' : 'month'
  const { from, to } = period
  const asked = { companyId: company.value?.id, from, to, by }
  const report = useLoad(JSON.stringify(asked), (signal) =>
    call({ path, query: { ...asked, limit: 200 }, answer: LiabilityReport, signal }),
  )
  const action = useAction()
  const { data } = report
  return (
    <>
      <section class="filters" aria-label={t('console.period')}>
        <Segments
          label={t('console.period')}
          value={period.preset}
          options={presets.map((value) => ({ value, text: t(`console.period.${value}`) }))}
          onChoose={(preset) => setQuery({ period: preset, from, to })}
        />
        <div class="filter-row">
          {(['from', 'to'] as const).map((end) => (
            <DayField
              key={end}
              label={t(`console.${end}`)}
              name={end}
              value={period[end]}
              onChange={(day) => day !== '' && setQuery({ from, to, [end]: day, period: 'custom' })}
            />
          ))}
          <Segments
            label={t('console.sales.by')}
            value={by}
            options={(['day', 'month'] as const).map((value) => ({
              value,
              text: t(`console.liability.by.${value}`),
            }))}
            onChoose={(value) => setQuery({ by: value })}
          />
          {formats.map((format) => (
            <Button
              key={format}
              name={`download-${format}`}
              disabled={action.busy}
              onPress={() => action.run(() => download(path, { ...asked, format }))}
            >
              {t(`console.download.${format}`)}
            </Button>
          ))}
        </div>
      </section>
      <ProblemBox problem={report.problem ?? action.problem} onRetry={report.reload} />
      <div class="results" aria-busy={report.busy}>
        <section class="card section">
          <h2>{t('console.liability.totals')}</h2>
          <Table
            caption={t('console.liability.totals')}
            name="totals"
            rows={data?.totals ?? null}
            rowKey={({ programme }) => programme}
            empty={t('console.liability.none')}
            columns={columns(false)}
          />
        </section>
        <section class="card section">
          <h2>{t('console.liability.ledger')}</h2>
          <p class="pad hint">{t('console.liability.ledger.note')}</p>
          <Table
            caption={t('console.liability.ledger')}
            name="liability-ledger"
            rows={data?.ledger ?? null}
            rowKey={({ account }) => account}
            empty={t('console.liability.none')}
            columns={ledgerColumns()}
          />
        </section>
        <section class="card section">
          <h2>{t('console.liability.periods')}</h2>
          <Table
            caption={t('console.liability.periods')}
            name="periods"
            rows={data?.rows ?? null}
            rowKey={({ programme, period: of }) => `${programme} ${of}`}
            empty={t('console.liability.none')}
            columns={columns(true)}
          />
        </section>
        {data !== null && data.next !== null && (
          <p class="hint">{t('console.liability.cut', { n: data.rows.length })}</p>
        )}
      </div>
    </>
  )
}

function columns(hasPeriod: boolean): Column<RollForward>[] {
  const period: Column<RollForward> = {
    key: 'period',
    title: t('console.period'),
    look: 'nowrap',
    cell: (row) => row.period,
  }
  return [
    ...(hasPeriod ? [period] : []),
    {
      key: 'programme',
      title: t('console.programme'),
      look: 'wide',
      cell: ({ name, programme }) => (
        <>
          {name} <span class="code-note">{programme}</span>
        </>
      ),
    },
    ...flows.map(
      (flow): Column<RollForward> => ({
        key: flow,
        title: t(`console.liability.${flow}`),
        look: 'number',
        cell: (row) => <Both row={row} flow={flow} />,
      }),
    ),
  ]
}

/** Units, and under them the money that they stand for. */
function Both({
  row,
  flow,
}: {
  readonly row: RollForward
  readonly flow: (typeof flows)[number]
}): JSX.Element {
  const { units, money: minor } = row[flow]
  const text = valueText({ kind: row.kind, companyId: company.value?.id ?? null }, units)
  const isSame = row.kind !== 'points' && row.kind !== 'coupon'
  return (
    <span class="two">
      <span>{text}</span>
      {!isSame && <span class="code-note">{amount(minor)}</span>}
    </span>
  )
}

type LedgerRow = LiabilityReport['ledger'][number]

function ledgerColumns(): Column<LedgerRow>[] {
  const sums = ['opening', 'moved', 'closing', 'programmesMoved'] as const
  return [
    {
      key: 'account',
      title: t('console.risk.account'),
      look: 'wide',
      cell: ({ account }) => account,
    },
    ...sums.map(
      (sum): Column<LedgerRow> => ({
        key: sum,
        title: t(`console.liability.ledger.${sum}`),
        look: 'number',
        cell: (row) => money(row[sum]),
      }),
    ),
    {
      key: 'equal',
      title: t('console.state'),
      look: 'nowrap',
      cell: ({ moved, programmesMoved }) =>
        moved === programmesMoved ? (
          <Mark tone="good">{t('console.liability.equal')}</Mark>
        ) : (
          <Mark tone="danger">{t('console.liability.differs')}</Mark>
        ),
    },
  ]
}
