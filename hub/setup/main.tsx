import { render } from 'preact'
import '#shared/ui/base.css'
import './setup.css'
import { App } from './app.tsx'
import { startRefreshing } from './state.ts'

const root = document.getElementById('setup')
if (root === null) throw new Error('index.html has no element #setup')
startRefreshing()
render(<App />, root)
