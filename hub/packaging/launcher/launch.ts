import { setTimeout as sleep } from 'node:timers/promises'
import type { Box } from './box.ts'
import { askHealth } from './health.ts'
import { type Running, runProgram } from './program.ts'
import { planFallBack, type SwitchDeps, settle, settled, whyNot } from './switch-version.ts'

const MAX_FAILED_STARTS = 2
const LOOK_MS = 250
/** After a program ended, so that one that cannot run does not burn the processor. */
const PAUSE_MS = 500
/** A wrong setting: no version helps. */
const EXIT_SETTING = 2

export type Tell = (level: 'info' | 'warn' | 'error', words: string, more?: object) => void

export interface LaunchDeps extends SwitchDeps {
  readonly programs: readonly string[]
  readonly startTimeoutMs: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onLine: (line: string) => void
  readonly tell: Tell
}

export interface Launcher {
  readonly done: Promise<void>
  readonly stop: () => Promise<void>
}

type Outcome =
  | { readonly outcome: 'stopped' }
  | { readonly outcome: 'switched' }
  | { readonly outcome: 'failed' | 'ended'; readonly reason: string; readonly code: number | null }

/**
 * Keeps the current version running. One that does not become healthy in two starts gives its place
 * to the version before it; the link `current` is looked at all the time, so a switch needs no more.
 */
export function startLauncher(deps: LaunchDeps): Launcher {
  const { box, tell } = deps
  const stopping = new AbortController()
  /** In a row, of a version that is not on trial. */
  let failed = { version: '', starts: 0 }

  const loop = async (): Promise<void> => {
    settle(box)
    while (!stopping.signal.aborted) {
      const version = box.linked('current')
      if (version === null) {
        tell('error', 'no version is chosen yet: switch to one')
        await pause(stopping.signal)
        continue
      }
      const tries = startsOf(box, version, failed)
      if (tries >= MAX_FAILED_STARTS && fallBack(deps, version, 'it failed in two starts')) continue
      countStart(box, version)
      const ended = await runOnce(deps, version, stopping.signal)
      if (ended.outcome === 'stopped') return
      if (ended.outcome === 'switched') continue
      tell('error', `version ${version}: ${ended.reason}`)
      const isOurs = ended.outcome === 'failed' && ended.code !== EXIT_SETTING
      failed = { version, starts: isOurs ? countOf(failed, version) + 1 : 0 }
      if (startsOf(box, version, failed) < MAX_FAILED_STARTS) await pause(stopping.signal)
      else if (!fallBack(deps, version, ended.reason)) await pause(stopping.signal)
    }
  }
  const done = loop()
  return {
    done,
    async stop() {
      stopping.abort()
      await done
    },
  }
}

function countOf(failed: { version: string; starts: number }, version: string): number {
  return failed.version === version ? failed.starts : 0
}

function startsOf(box: Box, version: string, failed: { version: string; starts: number }): number {
  const { trial } = box.note()
  return trial?.to === version ? trial.starts : countOf(failed, version)
}

/** On the disk before the start: one that takes the machine down with it counts, too. */
function countStart(box: Box, version: string): void {
  const note = box.note()
  const { trial } = note
  if (trial?.to !== version) return
  box.writeNote({ ...note, trial: { ...trial, starts: trial.starts + 1 } })
}

/** False: there is nothing to go back to, so this version is tried on. */
function fallBack(deps: LaunchDeps, version: string, reason: string): boolean {
  const { box, tell } = deps
  const { trial, fellBack } = box.note()
  const target = trial?.to === version ? trial.from : box.linked('previous')
  // Once is enough: the version that it came back from had failed, too.
  if (target === null || target === version || fellBack?.running === version) return false
  const refused = whyNot(deps, target)
  if (refused !== null) {
    tell('error', `no way back from version ${version}: ${refused}`)
    return false
  }
  const note = { wanted: version, running: target, reason, at: Date.now() }
  for (const step of planFallBack(box, note)) step()
  tell('error', `version ${version} failed twice: back to version ${target}`, note)
  return true
}

async function runOnce(deps: LaunchDeps, version: string, stopping: AbortSignal): Promise<Outcome> {
  const { box, tell, onLine, programs, startTimeoutMs } = deps
  const env = { ...deps.env, KASSA_BOX: box.folder, KASSA_RELEASE: version }
  const run = (name: string): Running =>
    runProgram({ folder: box.folderOf(version), name, env, onLine })
  const [first = 'hub', ...others] = programs
  const startedAt = performance.now()
  tell('info', `version ${version} starts`)
  const hub = run(first)
  const beside = others.map((name) => keepRunning(() => run(name), tell))
  const stopAll = async (): Promise<void> => {
    await Promise.all([hub.stop(), ...beside.map(({ stop }) => stop())])
  }
  let isHealthy = false
  let answersSince: number | null = null

  for (;;) {
    if (stopping.aborted) {
      await stopAll()
      return { outcome: 'stopped' }
    }
    if (!hub.isRunning()) {
      await stopAll()
      const { words, code } = await hub.ended
      return { outcome: isHealthy ? 'ended' : 'failed', reason: words, code }
    }
    if (box.linked('current') !== version) {
      await rememberSelling(box, hub, env)
      await stopAll()
      return { outcome: 'switched' }
    }
    if (!isHealthy) {
      const http = httpOf(hub, env)
      const health = http === null ? null : await askHealth(http)
      isHealthy = health !== null && mayCount(box, version, health.selling) && hub.isRunning()
      if (isHealthy && health !== null) {
        const ms = Math.round(performance.now() - startedAt)
        keepHealthy(box, version, health.selling)
        tell('info', 'listening', { version, http, ms, selling: health.selling })
      } else {
        const now = performance.now()
        answersSince = health === null ? null : (answersSince ?? now)
        const isLate = now - startedAt > startTimeoutMs
        // Whoever answers has opened its journal: there is less to wait for, and the shop stands.
        const isHollow = answersSince !== null && now - answersSince > startTimeoutMs / 10
        if (isLate || isHollow) {
          await stopAll()
          const what = health === null ? 'does not answer' : 'does not sell, and the one before did'
          const reason = `the hub ${what}, ${Math.round((now - startedAt) / 1000)} s after its start`
          return { outcome: 'failed', reason, code: null }
        }
      }
    }
    await sleepUntil(hub, LOOK_MS, stopping)
  }
}

/** A version on trial must sell where the one before it sold; any other must answer. */
function mayCount(box: Box, version: string, selling: boolean): boolean {
  const { trial, sells } = box.note()
  return selling || !sells || trial?.to !== version
}

/** The end of a good switch. Flash is written only where something changes. */
function keepHealthy(box: Box, version: string, selling: boolean): void {
  const { trial, fellBack, sells } = box.note()
  if (trial?.to === version) return box.writeNote(settled(selling))
  if (selling !== sells) box.writeNote({ trial, fellBack, sells: selling })
}

/** What the new version is measured by. */
async function rememberSelling(box: Box, hub: Running, env: LaunchDeps['env']): Promise<void> {
  const http = httpOf(hub, env)
  const health = http === null ? null : await askHealth(http)
  const note = box.note()
  if (health !== null && health.selling !== note.sells)
    box.writeNote({ ...note, sells: health.selling })
}

/** By its log; where its log says less than that, by its settings. */
function httpOf(hub: Running, env: LaunchDeps['env']): string | null {
  const told = hub.http()
  if (told !== null) return told
  const saysSo = ['info', 'debug', 'trace', undefined, ''].includes(env['KASSA_LOG'])
  if (saysSo || env['KASSA_HUB_PORT'] === '0') return null
  return `http://${env['KASSA_HUB_HOST'] || '127.0.0.1'}:${env['KASSA_HUB_PORT'] || '8080'}`
}

/** A program beside the hub is started again for ever: the shop sells without it. */
function keepRunning(start: () => Running, tell: Tell): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController()
  let program = start()
  const watch = async (): Promise<void> => {
    for (;;) {
      const { words } = await program.ended
      if (stopping.signal.aborted) return
      tell('error', words)
      await pause(stopping.signal)
      if (stopping.signal.aborted) return
      program = start()
    }
  }
  const watching = watch()
  return {
    async stop() {
      stopping.abort()
      await program.stop()
      await watching
    },
  }
}

async function pause(stopping: AbortSignal): Promise<void> {
  await sleep(PAUSE_MS, undefined, { signal: stopping }).catch(() => undefined)
}

async function sleepUntil(hub: Running, ms: number, stopping: AbortSignal): Promise<void> {
  const waiting = new AbortController()
  const signal = AbortSignal.any([waiting.signal, stopping])
  await Promise.race([sleep(ms, undefined, { signal }).catch(() => undefined), hub.ended])
  waiting.abort()
}
