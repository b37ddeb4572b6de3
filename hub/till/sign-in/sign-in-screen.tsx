import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { useKeys } from '../keys.ts'
import { problemOf } from '../notices.ts'
import { hubLostSince } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { PinEntry, pinKeys } from '../ui/pin-entry.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Employee, employees, signIn } from './sign-in.ts'
import './sign-in.css'

const columns = 2

/** Who sells, then the PIN; arrows choose, digits type, Enter signs in. */
export function SignInScreen(): JSX.Element {
  const people = useSignal<readonly Employee[]>([])
  const at = useSignal(0)
  const pin = useSignal('')
  const busy = useSignal(false)
  const problem = useSignal<Problem | null>(null)

  useEffect(() => {
    void employees().then(
      (all) => {
        people.value = all
        problem.value = null
      },
      (error: unknown) => {
        problem.value = problemOf(error)
      },
    )
  }, [hubLostSince.value === null])

  function choose(next: number): void {
    at.value = Math.min(Math.max(next, 0), Math.max(people.value.length - 1, 0))
    pin.value = ''
    problem.value = null
  }

  async function enter(): Promise<void> {
    const chosen = people.value[at.value]
    if (chosen === undefined || pin.value.length < 4 || busy.value) return
    busy.value = true
    try {
      await signIn(chosen.id, pin.value)
    } catch (error) {
      problem.value = problemOf(error)
      pin.value = ''
    } finally {
      busy.value = false
    }
  }

  useKeys({
    ...pinKeys(pin),
    ArrowRight: () => choose(at.value + 1),
    ArrowLeft: () => choose(at.value - 1),
    ArrowDown: () => choose(at.value + columns),
    ArrowUp: () => choose(at.value - columns),
    Escape: () => {
      pin.value = ''
    },
    Enter: (event) =>
      event.target instanceof HTMLButtonElement && pin.value === '' ? false : void enter(),
  })

  return (
    <main class="middle">
      <div class="sign-in card">
        <section class="people-side">
          <h1>{t('till.sign-in')}</h1>
          <p class="hint">{t('till.sign-in.how')}</p>
          <div class="names" role="listbox" aria-label={t('till.sign-in.who')}>
            {people.value.map((person, index) => (
              <button
                key={person.id}
                type="button"
                role="option"
                aria-selected={index === at.value}
                class={`button big ${index === at.value ? 'chosen' : ''}`}
                onClick={(event) => {
                  choose(index)
                  event.currentTarget.blur()
                }}
              >
                {person.name}
              </button>
            ))}
          </div>
        </section>
        <section class="pin-side">
          <h2>{people.value[at.value]?.name ?? ''}</h2>
          <PinEntry pin={pin} />
          <Button
            hint="Enter"
            look="big primary"
            disabled={pin.value.length < 4 || busy.value}
            onPress={enter}
          >
            {t('till.sign-in.enter')}
          </Button>
          <div class="pin-problem">
            <ProblemBox problem={problem.value} />
          </div>
        </section>
      </div>
    </main>
  )
}
