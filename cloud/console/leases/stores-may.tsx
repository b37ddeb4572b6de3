import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { count, money } from '../format.ts'
import { useLoad } from '../load.ts'
import { company } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Changes } from '../ui/changes.tsx'
import { Facts } from '../ui/facts.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import '../programmes/programmes.css'
import { LeasePolicySheet } from './lease-policy-sheet.tsx'
import { PointsInCashSheet } from './points-in-cash-sheet.tsx'
import {
  LeasePolicyView,
  limitNames,
  PointsInCashView,
  policyNames,
  TrustView,
  unitsText,
} from './policies.ts'
import { TrustSheet } from './trust-sheet.tsx'

type Setting = 'lease-policy' | 'trust' | 'points-in-cash'

/** What the company lets its stores do while nobody hears them. */
export function StoresMay(): JSX.Element {
  const path = `/companies/${company.value?.code ?? ''}`
  const [sheet, setSheet] = useState<Setting | null>(null)
  const policy = useLoad(`${path}/lease-policy`, (signal) =>
    call({ path: `${path}/lease-policy`, answer: LeasePolicyView, signal }),
  )
  const trust = useLoad(`${path}/trust`, (signal) =>
    call({ path: `${path}/trust`, answer: TrustView, signal }),
  )
  const inCash = useLoad(`${path}/points-in-cash`, (signal) =>
    call({ path: `${path}/points-in-cash`, answer: PointsInCashView, signal }),
  )
  const close = () => setSheet(null)
  return (
    <>
      <Card name="lease-policy" loaded={policy} onChange={() => setSheet('lease-policy')}>
        {policy.data !== null && <PolicyFacts policy={policy.data} />}
      </Card>
      <Card name="trust" loaded={trust} onChange={() => setSheet('trust')}>
        {trust.data !== null && <TrustFacts trust={trust.data} />}
      </Card>
      <Card name="points-in-cash" loaded={inCash} onChange={() => setSheet('points-in-cash')}>
        {inCash.data !== null && <InCashFacts cap={inCash.data.cap} />}
      </Card>
      {sheet === 'lease-policy' && policy.data !== null && (
        <LeasePolicySheet
          path={`${path}/lease-policy`}
          policy={policy.data}
          onDone={policy.reload}
          onClose={close}
        />
      )}
      {sheet === 'trust' && trust.data !== null && (
        <TrustSheet
          path={`${path}/trust`}
          trust={trust.data}
          onDone={trust.reload}
          onClose={close}
        />
      )}
      {sheet === 'points-in-cash' && inCash.data !== null && (
        <PointsInCashSheet
          path={`${path}/points-in-cash`}
          cap={inCash.data.cap}
          onDone={inCash.reload}
          onClose={close}
        />
      )}
    </>
  )
}

interface CardProps {
  readonly name: Setting
  readonly loaded: Pick<ReturnType<typeof useLoad>, 'problem' | 'reload'> & {
    readonly data: Pick<TrustView, 'changes'> | null
  }
  readonly onChange: () => void
  readonly children: ComponentChildren
}

function Card({ name, loaded, onChange, children }: CardProps): JSX.Element {
  const { data, problem, reload } = loaded
  return (
    <section class="card section long-facts" data-name={name}>
      <h2>{t(`console.${name}`)}</h2>
      <p class="pad hint">{t(`console.${name}.note`)}</p>
      <ProblemBox problem={problem} onRetry={reload} />
      {children}
      {data !== null && (
        <>
          <div class="pad">
            <Button name={`change-${name}`} onPress={onChange}>
              {t('console.policy.change')}
            </Button>
          </div>
          <Changes changes={data.changes} />
        </>
      )}
    </section>
  )
}

function PolicyFacts({ policy }: { readonly policy: LeasePolicyView }): JSX.Element {
  const facts = policyNames.map((key) => {
    const value = key === 'forfeitPerDay' && policy[key] === 0 ? t('console.policy.hq') : ''
    return { key, label: t(`console.lease-policy.${key}`), value: value || unitsText(policy[key]) }
  })
  return <Facts facts={facts} />
}

function InCashFacts({ cap }: { readonly cap: number | null }): JSX.Element {
  if (cap === 0) return <p class="pad hint">{t('console.points-in-cash.is-off')}</p>
  const value = cap === null ? t('console.points-in-cash.no-limit') : money(cap)
  return <Facts facts={[{ key: 'in-cash', label: t('console.points-in-cash.cap'), value }]} />
}

function TrustFacts({ trust }: { readonly trust: TrustView }): JSX.Element {
  const { hubs } = trust.exposure
  return (
    <>
      {(['redemption', 'refund'] as const).map((key) => {
        const text = key === 'refund' ? money : unitsText
        const { perHub, total } = trust.exposure[key]
        const isOff = total === 0 && limitNames.every((name) => trust[key][name] === 0)
        return (
          <div key={key} class="part-list" data-name={`trust-${key}`}>
            <h3>{t(`console.trust.${key}`)}</h3>
            {isOff ? (
              <p class="hint">{t('console.trust.off')}</p>
            ) : (
              <>
                <Facts
                  facts={limitNames.map((name) => {
                    const label = t(`console.trust.${key}.${name}`)
                    return { key: name, label, value: text(trust[key][name]) }
                  })}
                />
                <p class="hint" data-name={`trust-exposure-${key}`}>
                  {t('console.trust.exposure', {
                    hubs: count(hubs),
                    each: text(perHub),
                    total: text(total),
                  })}
                </p>
              </>
            )}
          </div>
        )
      })}
    </>
  )
}
