/** Does the first steps of a switch or of the way back, then dies as by a power cut. */
import { createBox } from '#hub/packaging/launcher/box.ts'
import { planFallBack, planSwitch } from '#hub/packaging/launcher/switch-version.ts'

const [what, folder = '', version = '', steps] = process.argv.slice(2)
const box = createBox(folder)
const running = box.linked('previous') ?? ''
const fellBack = { wanted: version, running, reason: 'it failed in two starts', at: 1 }
const plan =
  what === 'switch' ? planSwitch({ box, journal: '' }, version) : planFallBack(box, fellBack)
for (const step of plan.slice(0, Number(steps))) step()
process.kill(process.pid, 'SIGKILL')
