import { expect, test } from 'vitest'
import { useLoyalDesk } from './use-loyal-desk.ts'

const hq = useLoyalDesk()

test('rows of the filter before are marked as such from the moment that another one is chosen', async () => {
  const { page, open, rows } = await hq.signIn()
  await open('sales?by=day')
  expect((await rows('sales'))[0]?.['name']).toMatch(/^\d/)
  // The page's first change after the choice, before its request has even been sent.
  const busy = await page.evaluate(`new Promise((seen) => {
    const results = document.querySelector('.results')
    const watched = new MutationObserver(() => seen(results.getAttribute('aria-busy')))
    watched.observe(results.parentElement, {
      subtree: true, childList: true, attributes: true, characterData: true })
    location.hash = location.hash.replace('by=day', 'by=store')
  })`)
  expect(busy).toBe('true')
  expect((await rows('sales'))[0]?.['name']).toContain('UB1')
})
