import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAgenda } from '../agenda.ts'

test('tasks run in the order of their times, and of one instant in the order they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (times) => {
      const agenda = createAgenda(0)
      const ran: { readonly at: number; readonly place: number }[] = []
      times.forEach((at, place) => agenda.at(at, () => ran.push({ at: agenda.now(), place })))
      while (agenda.next());
      const due = times.map((at, place) => ({ at, place }))
      expect(ran).toEqual(due.toSorted((a, b) => a.at - b.at || a.place - b.place))
    }),
  )
})

test('tasks that make tasks still run in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), (delays) => {
      const agenda = createAgenda(100)
      const ran: number[] = []
      let made = 0
      const task = (): void => {
        ran.push(agenda.now())
        if (made < 300) agenda.after(delays[made++ % delays.length] ?? 0, task)
        if (made < 300) agenda.after(delays[made++ % delays.length] ?? 0, task)
      }
      agenda.at(100, task)
      while (agenda.next());
      expect(ran).toEqual(ran.toSorted((a, b) => a - b))
      expect(ran).toHaveLength(301)
    }),
  )
})

test('what lies in the past is due at once, and time does not go back', () => {
  const agenda = createAgenda(1_000)
  agenda.at(5, () => {})
  expect(agenda.nextAt()).toBe(1_000)
  agenda.next()
  expect(agenda.now()).toBe(1_000)
})

test('an empty agenda has nothing next', () => {
  const agenda = createAgenda(0)
  expect(agenda.next()).toBe(false)
  expect(agenda.nextAt()).toBe(Infinity)
  agenda.at(3, () => {})
  expect(agenda.size()).toBe(1)
  expect(agenda.next()).toBe(true)
  expect(agenda.size()).toBe(0)
})

test('a time that is not a number is a bug of the caller', () => {
  expect(() => createAgenda(0).at(Number.NaN, () => {})).toThrow(RangeError)
})
