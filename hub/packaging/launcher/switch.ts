/** `node launcher/switch.js <version|back>`; the launcher sees the link move and starts the version. */
import { createBox } from './box.ts'
import { readSettings, WrongSetting } from './settings.ts'
import { planSwitch, SwitchRefused, settle } from './switch-version.ts'

const [wanted] = process.argv.slice(2)
try {
  if (wanted === undefined) throw new SwitchRefused('usage: switch <version> | back')
  const { box: folder, journal } = readSettings(process.env)
  const box = createBox(folder)
  settle(box)
  const before = box.linked('current')
  for (const step of planSwitch({ box, journal }, wanted)) step()
  const from = before === null ? '' : ` from ${before}`
  process.stdout.write(`switched${from} to ${box.linked('current')}; back: switch back\n`)
} catch (error) {
  if (!(error instanceof SwitchRefused || error instanceof WrongSetting)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
