import { expect, test } from 'vitest'
import { createChecks } from './checks.ts'
import { createOracle, type Oracle } from './oracle.ts'

const lease = { id: 'L', hub: 1, epoch: 1, granted: 1, endsAt: 100 }
const born = { ...lease, id: 'born:C', sale: 'sale 1' }

function openChecks() {
  const oracle = createOracle(() => false, { memberHub: 0, hubDay: 0, companyDay: 0, hubs: 1 })
  return { oracle, checks: createChecks(oracle) }
}

function broken({ violations }: Oracle): readonly string[] {
  return violations.map(({ invariant }) => invariant)
}

test('a lease id is granted once: not again to the same hub, and not to what a sale brings', () => {
  for (const again of ['granted', 'born'] as const) {
    const { oracle, checks } = openChecks()
    checks.granted(lease, 'C')
    checks[again]({ ...born, id: 'L' }, 'C')
    expect(broken(oracle)).toEqual(['a lease id is granted once'])
  }
})

test('a sale that two disks answer brings one lease; of another sale it is another one, though account and amount are the same', () => {
  const { oracle, checks } = openChecks()
  checks.born(born, 'C')
  checks.born({ ...born, epoch: 2 }, 'C')
  checks.born({ ...born, hub: 7 }, 'C')
  expect(broken(oracle)).toEqual([])
  checks.born({ ...born, sale: 'sale 2' }, 'C')
  expect(broken(oracle)).toEqual(['a lease id is granted once'])
})

test('a lease is spent by the hub and in the epoch that it was promised to', () => {
  const { oracle, checks } = openChecks()
  checks.granted(lease, 'C')
  checks.leaseSpend({ lease: 'L', hub: 1, epoch: 1, now: 99 })
  expect(broken(oracle)).toEqual([])
  const law = 'nothing is spent but under a lease, a trust cap or a loaded balance'
  checks.leaseSpend({ lease: 'L', hub: 1, epoch: 2, now: 99 })
  checks.leaseSpend({ lease: 'L', hub: 2, epoch: 1, now: 99 })
  expect(broken(oracle)).toEqual([law, law])
})
