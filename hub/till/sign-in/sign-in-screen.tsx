import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { digitOf, useKeys } from '../keys.ts'
import { problemOf } from '../notices.ts'
import { hubLostSince } from '../session.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { Keypad } from '../ui/keypad.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type Employee, employees, signIn } from './sign-in.ts'
import './sign-in.css'

const columns = 2
const longestPin = 8

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

  const digits = Object.fromEntries(
    Array.from('0123456789').map((digit) => [digit, () => type(digit)]),
  )
  function type(digit: string): void {
    if (pin.value.length < longestPin) pin.value += digit
  }
  useEffect(() => {
    // The upper row of a Mongolian or Czech layout has no plain digits.
    function onKey(event: KeyboardEvent): void {
      const digit = digitOf(event)
      if (digit === null || digit === event.key || event.ctrlKey) return
      event.preventDefault()
      type(digit)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  useKeys({
    ...digits,
    ArrowRight: () => choose(at.value + 1),
    ArrowLeft: () => choose(at.value - 1),
    ArrowDown: () => choose(at.value + columns),
    ArrowUp: () => choose(at.value - columns),
    Backspace: () => {
      pin.value = pin.value.slice(0, -1)
    },
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
          <div class="dots" role="status" aria-label={t('till.pin.typed', { n: pin.value.length })}>
            {Array.from({ length: Math.max(4, pin.value.length) }, (_, index) => (
              <span key={index} class={index < pin.value.length ? 'dot full' : 'dot'} />
            ))}
          </div>
          <Keypad value={pin} maxLength={longestPin} point={false} />
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
