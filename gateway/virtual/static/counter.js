// Card readers, customer displays and scales of the device page: what hands do there, and what is seen.
const faults = ['none', 'silent', 'garbage', 'half', 'slow', 'unplugged']
const loads = ['still', 'moving', 'over', 'under']

export function createCounterCard(device, { t, element, send, createHead }) {
  const head = createHead(device, device.kind)
  const node = element('section', { class: 'device', id: `device-${device.device}` })
  const glass = element('pre', { class: 'glass', role: 'status' })
  const form = element('form', { class: 'scan' })
  const said = element('ul', { class: 'scans', role: 'status' })
  const cable = element('label', { class: 'cable' }, t('cable'))
  const fault = choice(faults, 'fault')
  cable.append(fault)
  node.append(...head.nodes, glass, form, said, cable)
  glass.hidden = device.kind !== 'customer-display'
  fault.addEventListener('change', () => void post('fault', { fault: fault.value }))

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
      cable.hidden = seen === null
      if (device.kind !== 'customer-display') form.hidden = seen === null
      else glass.hidden = seen === null
      if (seen === null) return
      if (document.activeElement !== fault) fault.value = seen.fault
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
