import { render } from 'preact'
import '#shared/ui/base.css'
import './till.css'
import { App } from './app.tsx'
import { startQuotes } from './basket/quote.ts'
import { startSearch } from './basket/search.ts'
import { inTurn } from './basket/turns.ts'
import { startClock } from './clock.ts'
import { startKeeping } from './kept/kept.ts'
import { startKeys } from './keys.ts'
import { startLive } from './live.ts'
import { startParked } from './parked/parked.ts'
import { resumeWrite } from './pay/sale.ts'
import { startAnew } from './pay/taken.ts'

const root = document.getElementById('till')
if (root === null) throw new Error('index.html has no element #till')
startClock()
startKeys()
startQuotes()
startSearch()
startParked()
startLive()
// What was on its way is kept, too, once it is answered.
void startKeeping()
  .then(() => inTurn(resumeWrite))
  .then(startAnew)
render(<App />, root)
