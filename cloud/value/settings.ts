import { PointsSettings, type PointsSettingsPatch } from '#shared/contracts/points-programme.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { HotDatabase } from '../db/hot.ts'
import { conditionProblems, throwIfAny } from '../masterdata/condition-problems.ts'
import { type GivenBy, runCommand } from './commands.ts'
import { findProgramme, type Programme } from './programmes.ts'
import { refusedFailure } from './refused.ts'

/** Null = HQ has set nothing. */
export function settingsOf({ settings }: Programme): PointsSettings | null {
  return settings === null ? null : PointsSettings.parse(JSON.parse(settings))
}

/**
 * The command holds the settings as they are after it, so that it does the same in its place again.
 * Whether what they name exists is judged once, here.
 */
export function changeSettings(
  hot: HotDatabase,
  { code, patch }: { readonly code: string; readonly patch: PointsSettingsPatch },
  given: GivenBy,
): Programme {
  const programme = findPoints(hot, code)
  const { companyId } = programme
  throwIfAny(
    (['earning', 'paying'] as const).flatMap((part) =>
      conditionProblems(hot, patch[part]?.conditions ?? {}, {
        companyId,
        field: `${part}.conditions`,
      }),
    ),
  )
  const settings = JSON.stringify(PointsSettings.parse({ ...settingsOf(programme), ...patch }))
  const { answer } = runCommand(hot, { kind: 'set-programme', code, settings }, given)
  if (answer.outcome === 'refused') throw refusedFailure(answer, `Programme ${code}`)
  return { ...programme, settings }
}

function findPoints(hot: HotDatabase, code: string): Programme {
  const programme = findProgramme(hot, code)
  if (programme === undefined) throw new Failure('not-found', `Programme ${code} not found.`)
  const { kind } = programme.terms
  if (kind === 'points') return programme
  const message = `Programme ${code} is of ${kind}; only points have rules of earning and paying. Open a programme of points.`
  throw new Failure('conflict', message)
}
