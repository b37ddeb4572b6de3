import type { Check } from './attempt.ts'
import { commands } from './commands.ts'
import type { Connection } from './connection.ts'
import type { Exchange } from './exchange.ts'
import type { PrintOutcome } from './print-job.ts'
import type { PrinterProfile } from './profiles.ts'
import type { Alarm } from './turns.ts'

export interface DrawerDeps {
  readonly profile: PrinterProfile
  readonly connection: Connection
  readonly alarm: Alarm
  readonly clock: () => number
  readonly isClosing: () => boolean
  readonly inLineTurn: <T>(job: () => Promise<T>) => Promise<T>
  readonly check: (exchange: Exchange) => Promise<Check>
  readonly waitMs: number
  readonly answerMs: number
}

/** Opens the drawer now or, until `expiresAt`, as soon as there is a line; never later. */
export async function kickDrawer(expiresAt: number, deps: DrawerDeps): Promise<PrintOutcome> {
  for (;;) {
    if (deps.isClosing()) return { outcome: 'stopped', reason: 'the gateway stopped' }
    if (deps.clock() >= expiresAt) return failed(`too late: ${deps.connection.problem()}`)
    const exchange = deps.connection.current()
    if (exchange !== null) return deps.inLineTurn(() => kick(exchange, expiresAt, deps))
    await deps.alarm.wait(deps.waitMs)
  }
}

async function kick(
  exchange: Exchange,
  expiresAt: number,
  deps: DrawerDeps,
): Promise<PrintOutcome> {
  const { profile, check, clock, answerMs } = deps
  const { reason, isSilent } = await check(exchange)
  if (isSilent || (reason !== '' && !profile.realTimeDrawer)) return failed(reason)
  if (clock() >= expiresAt) return failed('too late: the printer was busy')
  const bytes = reason === '' ? commands.openDrawer : commands.openDrawerNow
  try {
    await exchange.write(bytes, answerMs)
  } catch (error) {
    return { outcome: 'unknown', reason: error instanceof Error ? error.message : 'line lost' }
  }
  if (reason !== '' || !profile.status) return { outcome: 'done', reason: '' }
  const after = await check(exchange)
  return after.isSilent
    ? { outcome: 'unknown', reason: after.reason }
    : { outcome: 'done', reason: '' }
}

function failed(reason: string): PrintOutcome {
  return { outcome: 'failed', reason: reason.slice(0, 200) }
}
