/** `node launcher/main.js`: what a box's supervisor starts. Nothing but Node's own modules in here. */
import { createBox } from './box.ts'
import { startLauncher, type Tell } from './launch.ts'
import { openLogFiles } from './log-files.ts'
import { readSettings, type Settings, WrongSetting } from './settings.ts'

const levels = { info: 30, warn: 40, error: 50 } as const

try {
  launch(readSettings(process.env))
} catch (error) {
  if (!(error instanceof WrongSetting)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(2)
}

function launch(settings: Settings): void {
  const { log } = settings
  const files = log === null ? null : openLogFiles({ name: 'kassa', ...log })
  // With files of its own the supervisor's log, which may be on the card, gets only our few words.
  const onLine = files === null ? writeOut : files.write
  const tell: Tell = (level, msg, more = {}) => {
    const entry = { level: levels[level], time: Date.now(), program: 'launcher', ...more, msg }
    const line = JSON.stringify(entry)
    writeOut(line)
    files?.write(line)
  }
  const { programs, startTimeoutMs, journal } = settings
  const launcher = startLauncher({
    box: createBox(settings.box),
    journal,
    programs,
    startTimeoutMs,
    env: process.env,
    onLine,
    tell,
  })
  const stop = (): void => void launcher.stop()
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  void launcher.done.then(() => {
    files?.close()
    process.exit(0)
  })
}

function writeOut(line: string): void {
  process.stdout.write(`${line}\n`)
}
