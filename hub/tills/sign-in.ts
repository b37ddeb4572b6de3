import { Failure } from '#shared/domain/failure.ts'
import { isRightPin } from '../pin/right-pin.ts'
import type { ReplicaEmployee } from '../replica/replica.ts'
import type { Shop } from '../shop.ts'
import { countPinFailure, forgetPinFailures, type TillStore } from './store.ts'

const MAX_WRONG_PINS = 5
const LOCK_MINUTES = 5

/** Who this is, by PIN; five wrong ones in a row lock the name for five minutes, also over a restart. */
export async function checkPin(
  { shop, store }: { readonly shop: Shop; readonly store: TillStore },
  employeeId: number,
  pin: string,
): Promise<ReplicaEmployee> {
  const { journal, replica, clock } = shop
  const employee = replica.employee(employeeId)
  const storeId = shop.profile().store.id
  const isOurs = employee?.storeId === null || employee?.storeId === storeId
  if (employee === undefined || !employee.active || !isOurs)
    throw new Failure('not-found', `employee ${employeeId} may not sign in at this store`)

  const now = clock()
  const before = store.pinFailures(employeeId)
  if (before !== undefined && before.lockedUntil > now) throw locked(employee, before.lockedUntil)
  // Counted before the slow check, so that many tries at once do not count as one.
  const until = now + LOCK_MINUTES * 60_000
  const done = await journal.execute([
    countPinFailure({ employeeId, now, max: MAX_WRONG_PINS, until }),
  ])
  const failures = done.outcome === 'done' ? Number(done.results[0]?.rows[0]?.[0]) : 0
  if (failures > MAX_WRONG_PINS) throw locked(employee, until)

  if (await isRightPin(employee.pin, pin, shop.identity().lookupKey)) {
    await journal.execute([forgetPinFailures(employeeId)])
    return employee
  }
  const left = MAX_WRONG_PINS - failures
  if (left <= 0) throw locked(employee, until)
  throw new Failure('forbidden', `wrong PIN for ${employee.name}; ${left} tries left`, {
    extra: { triesLeft: left },
  })
}

function locked(employee: ReplicaEmployee, until: number): Failure {
  const minutes = `${MAX_WRONG_PINS} wrong PINs: ${employee.name} is locked for ${LOCK_MINUTES} minutes`
  return new Failure('forbidden', minutes, { extra: { lockedUntil: until } })
}
