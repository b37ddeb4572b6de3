import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openLink } from '#hub/packaging/one-box/link.ts'
import { startProgram } from '#hub/packaging/one-box/program.ts'
import { openTestCloud } from '#test/cloud/test-cloud.ts'
import { removeFolder } from '#test/support/remove-folder.ts'
import { openBrowser, screenHost } from '../../support/browser.ts'
import { keepPicture, wantsPictures } from '../../support/pictures.ts'

const token = 'admin-token-of-a-new-box'

test('a technician claims a new box: a wrong code, no internet and a restart, then products, then it sells', async () => {
  await using browser = await openBrowser()
  await using cloud = await openTestCloud()
  const link = await openLink({ cloudUrl: (await cloud.serve()).url })
  const dataDir = await mkdtemp(join(tmpdir(), 'kassa-box-'))
  const start = (port: string) =>
    startProgram(
      'hub',
      {
        KASSA_DATA: dataDir,
        KASSA_HUB_PORT: port,
        KASSA_MQTT_PORT: '0',
        KASSA_CLOUD_URL: '',
        KASSA_HUB_ADMIN_TOKEN: token,
      },
      { command: [process.execPath, 'dist/hub/main.js'] },
    )
  let hub = await start('0')
  try {
    const { port } = new URL(hub.listening.http ?? '')
    const { page } = await browser.openDevice({
      width: 390,
      height: 844,
      allowFailedRequests: true,
    })
    const field = (name: string) => page.locator(`[data-name="${name}"]`)
    await page.goto(`http://${screenHost}:${port}/setup`)
    await field('token').fill(token)
    await field('sign-in').click()

    await field('claim-code').fill('nom 123')
    await field('claim-go').click()
    await page.getByText('A code looks like nom-4F7K2M9Q.').waitFor()
    await picture(page, 'form')
    await field('claim-url').fill(link.url)
    await field('claim-code').fill('nom-WR0NG123')
    await field('claim-go').click()
    await page.getByText('The cloud does not take this code').waitFor()
    await picture(page, 'refused')

    const made = await cloud.request('/v1/hubs/codes', { method: 'POST', json: { storeId: 1 } })
    const { code } = z.object({ code: z.string() }).parse(await made.json())
    link.setCut(true)
    await field('claim-code').fill(code)
    await field('claim-go').click()
    await field('claim-waits').getByText(`No answer from ${link.url}.`).waitFor()
    await picture(page, 'no-line')
    expect(await field('claim-steps').locator('.done').count()).toBe(0)

    await hub.kill('SIGKILL')
    hub = await start(port)
    link.setCut(false)
    await page.getByText('Claimed for Төв (UB1)').waitFor()
    await field('claim-steps').locator('.done').nth(2).waitFor()
    await page.getByRole('heading', { name: 'Found' }).waitFor()
    await picture(page, 'selling')
    const health = await (await fetch(`${hub.listening.http}/v1/health`)).json()
    expect(health).toMatchObject({ selling: true })
  } finally {
    await hub.kill('SIGKILL')
    await link.close()
    removeFolder(dataDir)
  }
})

async function picture(page: Page, name: string): Promise<void> {
  if (!wantsPictures) return
  for (const [language, words] of [
    ['mn', 'Монгол'],
    ['en', 'English'],
  ]) {
    await page.getByRole('button', { name: words ?? '' }).click()
    await keepPicture(page, `claim-${name}-${language}`)
  }
}
