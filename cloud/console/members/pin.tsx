import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { count, dayAndTime } from '../format.ts'
import { useLoad } from '../load.ts'
import { useProgrammes } from '../programmes/programmes.ts'
import { timeZone } from '../session.ts'
import { t, word } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Changes } from '../ui/changes.tsx'
import { Facts } from '../ui/facts.tsx'
import { Mark } from '../ui/mark.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { MemberPin } from './answers.ts'
import { PinSheet, type PinVerb } from './pin-sheet.tsx'

/** Whether a member can pay with points that want a PIN, and why not. */
export function Pin({ member }: { readonly member: string }): JSX.Element {
  const path = `/members/${encodeURIComponent(member)}/pin`
  const pin = useLoad(path, (signal) => call({ path, answer: MemberPin, signal }))
  const programmes = useProgrammes()
  const [verb, setVerb] = useState<PinVerb | null>(null)
  const { data } = pin
  const wanting = programmes.data?.filter(({ settings }) => settings?.paying?.pin === true) ?? []
  const names = wanting.map(({ name }) => name).join(', ')
  return (
    <section class="card section" data-name="pin">
      <h2>{t('console.pin')}</h2>
      <p class="pad hint">
        {t('console.pin.note')}{' '}
        {t(names === '' ? 'console.pin.wanted.none' : 'console.pin.wanted', { names })}
      </p>
      <ProblemBox problem={pin.problem} onRetry={pin.reload} />
      {data !== null && (
        <>
          <Facts facts={factsOf(data)} />
          <div class="pad filter-row">
            <Button name="pin-set" onPress={() => setVerb('set')}>
              {t(data.isSet ? 'console.pin.reset' : 'console.pin.set')}
            </Button>
            {data.isSet && data.tries.length > 0 && (
              <Button name="pin-unlock" onPress={() => setVerb('unlock')}>
                {t('console.pin.unlock')}
              </Button>
            )}
            {data.isSet && (
              <Button name="pin-remove" look="danger" onPress={() => setVerb('remove')}>
                {t('console.pin.remove')}
              </Button>
            )}
          </div>
          <Changes changes={data.changes} wordsOf={(what) => word('pin.was', what)} />
        </>
      )}
      {verb !== null && (
        <PinSheet path={path} verb={verb} onDone={pin.reload} onClose={() => setVerb(null)} />
      )}
    </section>
  )
}

function factsOf({ isSet, changedAt, lockedUntil, tries }: MemberPin) {
  const at = (instant: number) => dayAndTime(instant, timeZone.value)
  const state =
    lockedUntil !== null ? (
      <Mark tone="danger">{t('console.pin.locked', { until: at(lockedUntil) })}</Mark>
    ) : isSet ? (
      <Mark tone="good">{t('console.pin.is-set')}</Mark>
    ) : (
      <Mark tone="warn">{t('console.pin.unset')}</Mark>
    )
  const wrong = tries.map(({ hubId, storeCode, wrong: n }) => {
    const where = hubId === null ? t('console.movement.hq') : storeCode
    return `${where ?? t('console.lease.hub', { hub: hubId ?? 0 })}: ${count(n)}`
  })
  return [
    { key: 'pin-state', label: t('console.state'), value: state },
    { key: 'pin-wrong', label: t('console.pin.wrong'), value: wrong.join(', ') || '–' },
    {
      key: 'pin-changed',
      label: t('console.account.changed'),
      value: changedAt === null ? '–' : at(changedAt),
    },
  ]
}
