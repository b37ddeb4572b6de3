import { z } from 'zod'
import { Cashier } from '#shared/contracts/till.ts'
import { call, nothing } from '../api.ts'
import { clearNotice, problemOf, sayProblem } from '../notices.ts'
import { outdateStatus, refreshShift, refreshStatus, shift, status } from '../session.ts'
import { closeSheet } from '../sheets.ts'

export const Employee = z.object({ id: z.int(), name: z.string() })
export type Employee = z.infer<typeof Employee>

const Employees = z.array(Employee).or(z.object({ items: z.array(Employee) }))

export async function employees(): Promise<readonly Employee[]> {
  const answer = await call({ path: '/employees', answer: Employees })
  return 'items' in answer ? answer.items : answer
}

export async function signIn(employeeId: number, pin: string): Promise<void> {
  const body = { employeeId, pin }
  const cashier = await call({ method: 'POST', path: '/sign-in', body, answer: Cashier })
  outdateStatus()
  clearNotice()
  await refreshShift()
  if (status.value !== null) status.value = { ...status.value, cashier }
  await refreshStatus()
}

export async function signOut(): Promise<void> {
  try {
    await call({ method: 'DELETE', path: '/sign-in', answer: nothing })
    outdateStatus()
    closeSheet()
    shift.value = undefined
    await refreshStatus()
  } catch (error) {
    problemOf(error)
    sayProblem(error)
  }
}
