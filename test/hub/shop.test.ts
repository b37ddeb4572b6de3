import { expect, test } from 'vitest'
import { storeProfile } from '#test/support/feed.ts'
import { openTestHub } from './open-hub.ts'

test("a store's profile is what its replica says now, also where the sync was cut off after it", async () => {
  const profile = storeProfile()
  await using hub = await openTestHub({ profile, feed: { stores: [profile] } })
  expect(hub.shop.profile().company.trust).toBeUndefined()
  const caps = { memberHub: 1, hubDay: 2, companyDay: 3, hubs: 1 }
  const trust = { redemption: caps, refund: caps }
  // The child process has written it; nobody says that its sync is through.
  hub.feed.put({ stores: [{ ...profile, company: { ...profile.company, trust } }] })
  await new Promise((nextTurn) => setImmediate(nextTurn))
  expect(hub.shop.profile().company).toMatchObject({ trust })
})
