import { createAgenda } from './agenda.ts'
import { bugs, rulesWith } from './bugs.ts'
import { createCalendar } from './calendar.ts'
import { createChecks } from './checks.ts'
import { createCloudClock } from './clocks.ts'
import { createCoverage } from './coverage.ts'
import { createDigest } from './hash.ts'
import type { Lines } from './messages.ts'
import { type Channel, createNetwork, type Quality } from './network.ts'
import { createCloud } from './nodes/cloud/cloud.ts'
import { createOracle } from './oracle.ts'
import { createPerformer } from './perform/performer.ts'
import type { Plan } from './plan.ts'
import { createRandom } from './random.ts'
import { comeToRest } from './rest.ts'
import type { RunOptions, RunResult, Simulator, Violation } from './result.ts'
import { productRules, type Rules } from './rules.ts'
import { createSightings } from './sightings.ts'
import { createStores } from './stores.ts'
import { createStory } from './story.ts'
import { transitions } from './transitions.ts'
import { accountsOf, openAccounts, termsOf } from './values.ts'
import { DAY_MS, MINUTE_MS } from './virtual-day.ts'
import type { World } from './world.ts'

const lan: Quality = { latencyMs: [1, 6], loss: 0, duplicate: 0, reorder: 0 }
const wan: Quality = { latencyMs: [15, 160], loss: 0.01, duplicate: 0.005, reorder: 0.01 }
const quality: Record<Channel, Quality> = {
  'till-lan': lan,
  push: wan,
  stream: wan,
  hold: wan,
  feed: wan,
}
/** What companies choose; each makes another of the three caps the one that is met first. */
const trusts = [
  {
    points: { memberHub: 50, hubDay: 120, companyDay: 300 },
    refunds: { memberHub: 2_000, hubDay: 6_000, companyDay: 20_000 },
  },
  {
    points: { memberHub: 60, hubDay: 70, companyDay: 900 },
    refunds: { memberHub: 3_000, hubDay: 3_500, companyDay: 40_000 },
  },
  {
    points: { memberHub: 50, hubDay: 500, companyDay: 100 },
    refunds: { memberHub: 2_500, hubDay: 40_000, companyDay: 5_000 },
  },
  {
    points: { memberHub: 0, hubDay: 0, companyDay: 0 },
    refunds: { memberHub: 0, hubDay: 0, companyDay: 0 },
  },
] as const
/** A run that does not end is a fault of the simulator. */
const STEPS_MAX = 2_000_000

export const simulator: Simulator<Rules> = {
  runSeed,
  rulesWith,
  bugNames: Object.keys(bugs),
  transitions,
}

export function runSeed(plan: Plan, options: RunOptions<Rules>): RunResult {
  const { rules, record } = options
  const random = createRandom(plan.seed).fork('run')
  const agenda = createAgenda(plan.startsAt)
  const coverage = createCoverage(transitions)
  const story = record ? createStory(plan.startsAt) : null
  const digest = createDigest()
  const network = createNetwork<Lines>({ agenda, random: random.fork('network'), quality })
  const caps = random.fork('caps').pick(trusts)
  const storeNumbers = Array.from({ length: plan.shape.hubs }, (_, i) => i)
  const trustCaps = { ...caps.points, hubs: storeNumbers.length }
  const oracle = createOracle((account) => account.startsWith('points:local-balance'), trustCaps)
  const checks = createChecks(oracle)
  const calendar = createCalendar(rules, oracle)
  let ids = 0
  const tillNames = Array.from({ length: plan.shape.tills }, (_, i) => `T${i + 1}`)
  // A deliberate bug may lead anywhere; what it breaks is for the oracle to say.
  const isHonest = rules === productRules
  const unlisted = new Set<string>()
  const reach = (name: string): void => {
    if (coverage.counts.has(name)) coverage.reach(name)
    else if (isHonest) unlisted.add(name)
    if (story !== null && !isEveryday(name)) story.tell(agenda.now(), '  so', name)
  }
  const sightings = createSightings(reach)

  const cloudAddress = network.join()
  const world: World = {
    agenda,
    network,
    rules,
    oracle,
    story,
    reach,
    cloudAddress,
    stores: storeNumbers,
    accountIds: accountsOf(plan.shape),
    beatMs: 10 * MINUTE_MS,
    trustCaps,
    refundTrustCaps: { ...caps.refunds, hubs: storeNumbers.length },
    termsOf,
    nextId(who) {
      ids += 1
      return `${who}.${ids}`
    },
    dayOf: calendar.dayOf,
    lotEnd: calendar.lotEnd,
    homeBefore(account) {
      const store = Number(account.slice(account.lastIndexOf(':') + 1)) % storeNumbers.length
      const at = plan.startsAt - 20 * DAY_MS
      return { store, movedAt: at, visits: [] }
    },
    boxOf: (store, till) => stores.boxOf(store, till),
    tillsOf: () => tillNames,
    granted(lease, account) {
      sightings.granted(lease)
      checks.granted(lease, account)
    },
    born: (lease, account) => checks.born(lease, account),
    // The time that counts is the cloud's as it was when the anchor was given, and what passed since:
    // a clock of the cloud that is set afterwards is a matter of forfeits, not of safety.
    checkLeaseSpend: ({ cloudLead, ...spend }) =>
      checks.leaseSpend({ ...spend, now: agenda.now() + cloudLead }),
    checkCovered(envelope) {
      sightings.journaled(envelope)
      checks.covered(envelope)
    },
    checkShown(shown) {
      sightings.shown(shown)
      checks.shown(shown)
    },
    checkBooks(books, taken) {
      sightings.books(books, taken)
      checks.books(books, taken)
      digest.add(books.log.length)
    },
    checkChain: checks.chain,
    cutMade: checks.cutMade,
    answeredTwice: checks.answeredTwice,
  }
  const cloud = createCloud(world, cloudAddress, createCloudClock(agenda.now))
  openAccounts(cloud.books(), plan)
  const stores = createStores(world, { random: random.fork('stores'), tillsEach: plan.shape.tills })
  const performer = createPerformer({ world, cloud, stores, checks, plan })
  for (const planned of plan.ops) agenda.at(planned.at, () => performer.perform(planned))
  performer.open()

  let steps = 0
  const play = (until: number): boolean => {
    while (oracle.violations.length === 0 && agenda.nextAt() <= until && steps < STEPS_MAX) {
      agenda.next()
      steps += 1
    }
    return oracle.violations.length === 0
  }
  if (play(plan.endsAt)) comeToRest({ world, cloud, stores, checks, performer, play })
  digest.add(steps)
  digest.add(agenda.now())
  return {
    steps,
    violation: firstOf(oracle.violations, steps, agenda.now()),
    coverage,
    unlisted: [...unlisted],
    digest: digest.value(),
    story,
  }
}

function firstOf(
  violations: readonly { readonly invariant: string; readonly words: string }[],
  atStep: number,
  at: number,
): Violation | null {
  const first = violations[0]
  return first === undefined ? null : { ...first, atStep, at }
}

/** Happens all day long and explains nothing. */
function isEveryday(transition: string): boolean {
  return (
    transition === 'hub: a session is open' ||
    transition === 'cloud: an event: apply' ||
    transition.startsWith('cloud: a batch ')
  )
}
