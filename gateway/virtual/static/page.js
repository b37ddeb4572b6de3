// The device page: asks the gateway what there is and shows it; events only say "ask again".
import { createCounterCard, createFaultSwitches } from './counter.js'

const devices = document.querySelector('#devices')
const lost = document.querySelector('#lost')
const language = document.querySelector('#language')
const cardByDevice = new Map()
let texts = {}
let asking = false
let askAgain = false

void start()

async function start() {
  const wanted = localStorage.getItem('language') ?? navigator.language.slice(0, 2)
  language.value = wanted === 'mn' ? 'mn' : 'en'
  language.addEventListener('change', () => {
    localStorage.setItem('language', language.value)
    void loadTexts().then(refresh)
  })
  await loadTexts()
  const events = new EventSource('/events')
  events.addEventListener('changed', () => void refresh())
  events.addEventListener('error', () => showLost(true))
  await refresh()
}

async function loadTexts() {
  texts = await (await fetch(`/texts/${language.value}`)).json()
  document.documentElement.lang = language.value
  document.title = `${t('title')} – Kassahub`
  document.querySelector('#title').textContent = t('title')
  document.querySelector('#language-label').textContent = t('language')
  lost.textContent = t('lost')
  cardByDevice.clear()
  devices.replaceChildren()
}

function t(key) {
  return texts[`device-page.${key}`] ?? key
}

/** One question at a time; what changes meanwhile is asked for afterwards. */
async function refresh() {
  if (asking) {
    askAgain = true
    return
  }
  asking = true
  try {
    do {
      askAgain = false
      const [all, link] = await Promise.all([get('/devices'), get('/link')])
      showWhere(all)
      showLink(link)
      await showDevices(all.devices)
      showLost(false)
    } while (askAgain)
  } catch {
    showLost(true)
  } finally {
    asking = false
  }
}

function showLost(isLost) {
  lost.hidden = !isLost
}

function showWhere({ store, gateway }) {
  const where = document.querySelector('#where')
  where.textContent = `${t('store')} ${store} · ${t('gateway')} ${gateway}`
}

function showLink({ cut, isThere }) {
  const link = document.querySelector('#link')
  link.hidden = !isThere
  const state = cut === null ? 'link-unknown' : cut ? 'link-cut' : 'link-up'
  const key = `${state}${language.value}`
  if (link.dataset.key === key) return
  link.dataset.key = key
  const chip = element('span', { class: `chip ${cut === false ? 'good' : 'bad'}` }, t(state))
  const button = element('button', { type: 'button' }, t(cut ? 'do-restore' : 'do-cut'))
  button.disabled = cut === null
  button.addEventListener('click', () => {
    void send('PUT', '/link', { cut: !cut }).then(refresh)
  })
  link.replaceChildren(element('span', {}, t('link')), chip, button)
}

async function showDevices(list) {
  const present = new Set(list.map(({ device }) => device))
  for (const [device, card] of cardByDevice) {
    if (present.has(device)) continue
    card.node.remove()
    cardByDevice.delete(device)
  }
  const none = devices.querySelector('.none')
  if (list.length > 0) none?.remove()
  else if (none === null) devices.append(element('p', { class: 'none' }, t('none')))
  for (const device of list) {
    let card = cardByDevice.get(device.device)
    if (card === undefined) {
      card =
        device.kind === 'receipt-printer'
          ? createPrinterCard(device)
          : device.kind === 'barcode-scanner'
            ? createScannerCard(device)
            : createCounterCard(device, { t, element, send, createHead })
      cardByDevice.set(device.device, card)
      devices.append(card.node)
    }
    await card.update(device)
  }
}

function createHead(device, kind) {
  const node = element('div', { class: 'head' })
  const reason = element('p', { class: 'reason' })
  return {
    nodes: [node, reason],
    update(next) {
      const isOnline = next.availability === 'online'
      const isFine = isOnline && next.reason === ''
      const state = isFine ? 'good' : isOnline ? 'warn' : 'bad'
      const word = t(isFine ? 'online' : isOnline ? 'waiting' : 'offline')
      const line = next.line === 'virtual' ? t('virtual') : next.line
      const detail = kind !== 'printer' && next.detail ? `${t('till')} ${next.detail}` : next.detail
      const about = [t(kind), device.device, line, detail].filter((part) => part !== '')
      node.replaceChildren(
        element('h2', {}, next.name),
        element('span', { class: `state chip ${state}` }, word),
        element('span', { class: 'about' }, about.join(' · ')),
      )
      reason.textContent = reasonText(next.reason)
      reason.hidden = next.reason === ''
    },
  }
}

/** The gateway says why in English; what a cashier meets every day is said in her language. */
function reasonText(reason) {
  const keyByReason = {
    'out of paper': 'paper-out',
    'cover is open': 'cover-open',
    'printer is offline': 'offline',
  }
  if (keyByReason[reason] !== undefined) return t(keyByReason[reason])
  for (const [start, key] of [
    ['not connected', 'not-connected'],
    ['connection lost', 'connection-lost'],
    ['no answer', 'no-answer'],
    ['answers that mean nothing', 'noise'],
  ]) {
    if (reason.startsWith(start)) return t(key) + reason.slice(start.length)
  }
  return reason
}

function createPrinterCard(device) {
  const head = createHead(device, 'printer')
  const sensors = element('div', { class: 'sensors' })
  const buttons = element('div', { class: 'buttons' })
  const faults = element('div', { class: 'buttons faults' })
  const drawer = element('div', { class: 'drawer', role: 'status' })
  const warnings = element('div', { class: 'warnings' })
  const slot = element('div', { class: 'slot' })
  const roll = element('div', { class: 'roll', tabindex: '0' })
  const node = element('section', { class: 'device', id: `device-${device.device}` })
  node.append(...head.nodes, sensors, buttons, faults, drawer, warnings, slot, roll)
  let rollText = ''
  let stateText = ''
  let kicks
  const receiptByNumber = new Map()

  return {
    node,
    async update(next) {
      head.update(next)
      const state = JSON.stringify([next.virtual, next.paper, next.cover, next.drawer])
      if (state !== stateText) {
        stateText = state
        sensors.replaceChildren(...sensorChips(next))
        buttons.replaceChildren(...(next.virtual === null ? [] : actionButtons(next)))
        faults.replaceChildren(...(next.virtual === null ? [] : faultButtons(next)))
      }
      if (next.virtual === null) warnings.hidden = true
      for (const part of [drawer, slot, roll]) part.hidden = next.virtual === null
      if (next.virtual !== null) showRoll(await get(`/devices/${device.device}/roll`))
    },
  }

  function showRoll(view) {
    showDrawer(view.drawer)
    warnings.hidden = view.warnings.length === 0
    warnings.textContent = `${t('warnings')}: ${view.warnings.slice(-3).join('; ')}`
    const text = JSON.stringify(view.receipts)
    if (text === rollText && roll.childElementCount > 0) return
    const isFirst = rollText === ''
    rollText = text
    const seen = new Map()
    const nodes = view.receipts.map((receipt) => {
      const receiptText = JSON.stringify(receipt)
      const known = receiptByNumber.get(receipt.number)
      const same = known?.text === receiptText ? known.node : drawReceipt(receipt, view.columns)
      if (!isFirst && known === undefined) same.classList.add('fresh')
      seen.set(receipt.number, { text: receiptText, node: same })
      return same
    })
    receiptByNumber.clear()
    for (const [number, known] of seen) receiptByNumber.set(number, known)
    const empty = element('p', { class: 'empty' }, t('no-paper-yet'))
    roll.replaceChildren(...(nodes.length === 0 ? [empty] : nodes.reverse()))
    roll.scrollTop = 0
  }

  function showDrawer(list) {
    const last = list.at(-1)
    const isNew = kicks !== undefined && list.length > kicks
    kicks = list.length
    const when =
      last === undefined
        ? ''
        : new Date(last.at).toLocaleTimeString(language.value, { hour12: false })
    drawer.textContent =
      last === undefined ? t('drawer-never') : `${t('drawer-opened')}: ${when} · ×${list.length}`
    if (!isNew) return
    drawer.classList.add('just')
    setTimeout(() => drawer.classList.remove('just'), 4000)
  }
}

function sensorChips({ virtual, paper, cover, drawer }) {
  const chips = []
  const add = (key, state) => chips.push(element('span', { class: `chip ${state}` }, t(key)))
  if (virtual?.power === 'off') add('power-off', 'bad')
  else if (virtual?.cable === 'out') add('cable-out', 'bad')
  else if (virtual?.silent) add('silent', 'bad')
  else if (virtual?.answers === 'garbage') add('noise', 'bad')
  else if (virtual?.answers === 'half') add('half', 'bad')
  const seenPaper = virtual?.paper ?? paper
  if (seenPaper === 'ok') add('paper-ok', 'good')
  if (seenPaper === 'low') add('paper-low', 'warn')
  if (seenPaper === 'out') add('paper-out', 'bad')
  const seenCover = virtual?.cover ?? cover
  if (seenCover === 'closed') add('cover-closed', 'good')
  if (seenCover === 'open') add('cover-open', 'bad')
  const seenDrawer = virtual?.drawer ?? drawer
  if (seenDrawer === 'closed') add('drawer-closed', 'good')
  if (seenDrawer === 'open') add('drawer-open', 'warn')
  return chips
}

function actionButtons({ device, virtual }) {
  const actions = [
    ...(virtual.paper === 'ok' ? [] : ['paper-in']),
    ...(virtual.paper === 'out' ? [] : ['paper-out']),
    ...(virtual.paper === 'ok' ? ['run-out', 'paper-low'] : []),
    virtual.cover === 'open' ? 'cover-close' : 'cover-open',
    virtual.power === 'off' ? 'online' : 'offline',
    ...(virtual.drawer === 'open' ? ['drawer-close'] : []),
    'tear',
  ]
  return toButtons(device, actions)
}

/** What goes wrong in shops, one switch each; one button makes all of it good again. */
function faultButtons({ device, virtual }) {
  if (virtual.power === 'off') return []
  const isFaulty = virtual.silent || virtual.cable === 'out' || virtual.answers !== 'good'
  const actions = isFaulty ? ['speak'] : ['silent', 'unplug', 'garbage', 'half']
  const more = virtual.paper === 'out' ? [] : ['run-out-byte']
  const label = element('span', { class: 'label' }, t('faults'))
  return [label, ...toButtons(device, [...actions, ...more])]
}

function toButtons(device, actions) {
  return actions.map((action) => {
    const isRepair = ['paper-in', 'cover-close', 'online', 'speak'].includes(action)
    const button = element('button', { type: 'button' }, t(`do-${action}`))
    button.classList.toggle('main', isRepair)
    button.dataset.action = action
    button.addEventListener('click', () => {
      void send('POST', `/devices/${device}/${action === 'speak' ? 'online' : action}`).then(
        refresh,
      )
    })
    return button
  })
}

function drawReceipt(receipt, columns) {
  const node = element('article', { class: receipt.isCut ? 'receipt cut' : 'receipt' })
  node.style.minWidth = `calc(${columns}ch + 32px)`
  for (const item of receipt.items) node.append(...drawItem(item))
  const paper = element('div', { class: 'paper' })
  paper.append(node)
  return paper
}

/** A letter is 12 dots wide and a line 30 high: pictures keep their place between letters. */
function drawItem(item) {
  if (item.kind === 'feed') {
    return Array.from({ length: item.lines }, () => element('div', { class: 'line' }))
  }
  if (item.kind === 'line') {
    const line = element('div', { class: `line ${item.align}` })
    line.append(...item.spans.map(drawSpan))
    return [line]
  }
  const picture = element('img', {
    class: `picture ${item.align}`,
    src: item.source,
    alt: item.text,
  })
  picture.style.width = `${item.widthDots / 12}ch`
  picture.style.height = `${item.heightDots / 12}ch`
  if (item.text === '') return [picture]
  return [picture, element('div', { class: `line ${item.align}` }, item.text)]
}

function drawSpan(span) {
  const node = element(span.bold ? 'b' : 'span', {}, span.text)
  if (span.inverse) node.classList.add('inverse')
  if (span.underline) node.style.textDecoration = 'underline'
  // Of font B three quarters as wide: 64 letters stand where 48 of font A do.
  const letter = span.font === 'B' ? 75 : 100
  if (letter !== 100) node.style.fontSize = `${letter}%`
  if (span.height > 1 || span.width > 1) {
    node.classList.add('large')
    node.style.fontSize = `${span.height * letter}%`
    if (span.width !== span.height) {
      node.style.transform = `scaleX(${span.width / span.height})`
      node.style.transformOrigin = 'left'
    }
  }
  return node
}

function createScannerCard(device) {
  const head = createHead(device, 'scanner')
  const input = element('input', {
    'aria-label': t('scan-code'),
    placeholder: '4006381333931',
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: '500',
  })
  const button = element('button', { type: 'submit', class: 'main' }, t('scan'))
  const form = element('form', { class: 'scan' })
  form.append(input, button)
  const scans = element('ul', { class: 'scans', role: 'status' })
  const cable = createFaultSwitches(device, { t, element, send })
  const node = element('section', { class: 'device', id: `device-${device.device}` })
  node.append(...head.nodes, cable.chips, cable.node, form, scans)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void scan(input.value.trim())
  })
  return {
    node,
    async update(next) {
      head.update(next)
      form.hidden = next.line !== 'virtual'
      cable.update(next.counter)
    },
  }

  async function scan(data) {
    if (data === '') return
    const answer = await send('POST', `/devices/${device.device}/scan`, { data })
    const words = answer.heard ? `${t('scan-done')}: ${data}` : t('scan-nobody')
    scans.prepend(element('li', { class: answer.heard ? '' : 'bad' }, words))
    while (scans.childElementCount > 5) scans.lastElementChild.remove()
    input.select()
  }
}

async function get(path) {
  const answer = await fetch(path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.json()
}

async function send(method, path, body) {
  const answer = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return answer.json()
}

function element(tag, attributes, text) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== '') node.setAttribute(name, value)
  }
  if (text !== undefined) node.textContent = text
  return node
}
