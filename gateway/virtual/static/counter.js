// Card readers, customer displays and scales of the device page: what hands do there, and what is seen.
const faults = ['silent', 'garbage', 'half', 'slow', 'unplugged']
const loads = ['still', 'moving', 'over', 'under']

export function createCounterCard(device, { t, element, send, createHead }) {
  const head = createHead(device, device.kind)
  const node = element('section', { class: 'device', id: `device-${device.device}` })
  const glass = element('pre', { class: 'glass', role: 'status' })
  const form = element('form', { class: 'scan' })
  const said = element('ul', { class: 'scans', role: 'status' })
  const cable = createFaultSwitches(device, { t, element, send })
  node.append(...head.nodes, cable.chips, cable.node, glass, form, said)
  glass.hidden = device.kind !== 'customer-display'

  if (device.kind === 'card-reader') {
    const card = element('input', { 'aria-label': t('card'), placeholder: '7001234' })
    form.append(card, element('button', { type: 'submit', class: 'main' }, t('do-card')))
    onSubmit(async () => {
      if (card.value.trim() === '') return
      const { heard } = await post('card', { card: card.value.trim() })
      const words = heard ? t('card-shown') : t('scan-nobody')
      said.replaceChildren(element('li', { class: heard ? '' : 'bad' }, words))
      card.select()
    })
  } else if (device.kind === 'scale') {
    const grams = element('input', {
      'aria-label': t('grams'),
      type: 'number',
      min: '0',
      value: '0',
    })
    const load = choice(loads, 'load')
    form.append(grams, load, element('button', { type: 'submit', class: 'main' }, t('do-weight')))
    onSubmit(() => post('weight', { grams: Number(grams.value), load: load.value }))
  } else form.hidden = true

  return {
    node,
    async update(next) {
      head.update(next)
      const seen = next.counter
      cable.update(seen)
      if (device.kind !== 'customer-display') form.hidden = seen === null
      else glass.hidden = seen === null
      if (seen === null) return
      if (seen.lines !== undefined) glass.textContent = seen.lines.join('\n')
      if (seen.grams !== undefined) {
        said.replaceChildren(element('li', {}, `${seen.grams} g · ${t(`load-${seen.load}`)}`))
      }
    },
  }

  function choice(values, key) {
    const select = element('select', { 'aria-label': t(key) })
    for (const value of values) select.append(element('option', { value }, t(`${key}-${value}`)))
    return select
  }

  function onSubmit(act) {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void act()
    })
  }

  function post(what, body) {
    return send('POST', `/devices/${device.device}/${what}`, body)
  }
}

/** What goes wrong at a cable, one switch each; one button makes it good again. */
export function createFaultSwitches(device, { t, element, send }) {
  const chips = element('div', { class: 'sensors' })
  const node = element('div', { class: 'buttons faults' })
  let shown

  return { chips, node, update }

  /** `seen` is null where the device is a real one. */
  function update(seen) {
    const fault = seen === null ? null : seen.fault
    if (fault === shown) return
    shown = fault
    const isFaulty = fault !== null && fault !== 'none'
    const chip = element('span', { class: 'chip bad' }, t(`fault-${fault}`))
    chips.replaceChildren(...(isFaulty ? [chip] : []))
    const label = element('span', { class: 'label' }, t('faults'))
    const switches = isFaulty ? [toButton('none')] : faults.map(toButton)
    node.replaceChildren(...(fault === null ? [] : [label, ...switches]))
  }

  function toButton(fault) {
    const button = element('button', { type: 'button' }, t(`do-fault-${fault}`))
    button.classList.toggle('main', fault === 'none')
    button.dataset.fault = fault
    button.addEventListener('click', async () => {
      update(await send('POST', `/devices/${device.device}/fault`, { fault }))
    })
    return button
  }
}
