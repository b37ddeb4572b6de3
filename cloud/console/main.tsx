import { render } from 'preact'
import '#shared/ui/base.css'
import './console.css'
import { App } from './app.tsx'
import { startClock } from './clock.ts'
import { startRouting } from './route.ts'
import { resumeSession } from './session.ts'
import { startShortcuts } from './shortcuts.ts'

const root = document.getElementById('console')
if (root === null) throw new Error('index.html has no element #console')
startClock()
startRouting()
startShortcuts()
void resumeSession()
render(<App />, root)
