import { expect, test } from 'vitest'
import { type Agenda, createAgenda } from '../agenda.ts'
import {
  type Address,
  type Channel,
  createNetwork,
  type Network,
  type Quality,
} from '../network.ts'
import { createRandom } from '../random.ts'

type Messages = Record<Channel, number>

const clean: Quality = { latencyMs: [5, 40], loss: 0, duplicate: 0, reorder: 0 }

interface Wire {
  readonly agenda: Agenda
  readonly network: Network<Messages>
  readonly hub: Address
  readonly cloud: Address
  /** What the cloud got by push, in order. */
  readonly got: number[]
}

function openWire(quality: Partial<Quality> = {}, seed = 1): Wire {
  const agenda = createAgenda(0)
  const all = { ...clean, ...quality }
  const network = createNetwork<Messages>({
    agenda,
    random: createRandom(seed),
    quality: { 'till-lan': all, push: all, stream: all, hold: all, feed: all },
  })
  const hub = network.join()
  const cloud = network.join()
  const got: number[] = []
  network.attach(cloud, { push: (message) => got.push(message) })
  return { agenda, network, hub, cloud, got }
}

function pushAll({ agenda, network, hub, cloud }: Wire, count: number): void {
  for (let i = 0; i < count; i += 1) network.send(hub, cloud, 'push', i)
  while (agenda.next());
}

const inOrder = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

test('a line without faults delivers everything once, in order, within its latency', () => {
  const wire = openWire()
  pushAll(wire, 500)
  expect(wire.got).toEqual(inOrder(500))
  expect(wire.agenda.now()).toBeLessThanOrEqual(40)
})

test('the same seed has the same fates, another seed others', () => {
  const faults = { loss: 0.2, duplicate: 0.2, reorder: 0.2 }
  const fates = (seed: number): number[] => {
    const wire = openWire(faults, seed)
    pushAll(wire, 300)
    return wire.got
  }
  expect(fates(4)).toEqual(fates(4))
  expect(fates(4)).not.toEqual(fates(5))
})

test('loss, duplicates and reordering come as often as they were asked for', () => {
  const lossy = openWire({ loss: 0.1 })
  pushAll(lossy, 10_000)
  expect(Math.abs(lossy.got.length - 9_000)).toBeLessThan(300)
  expect(lossy.network.counts.lost).toBe(10_000 - lossy.got.length)

  const doubling = openWire({ duplicate: 0.1 })
  pushAll(doubling, 10_000)
  expect(Math.abs(doubling.got.length - 11_000)).toBeLessThan(300)
  expect(new Set(doubling.got).size).toBe(10_000)

  const mixing = openWire({ reorder: 0.1 })
  pushAll(mixing, 10_000)
  expect(mixing.got).not.toEqual(inOrder(10_000))
  expect(mixing.got.toSorted((a, b) => a - b)).toEqual(inOrder(10_000))
})

test('one direction of one channel can be cut while the others live [B1.13]', () => {
  const wire = openWire()
  const { agenda, network, hub, cloud } = wire
  const answers: number[] = []
  const grants: number[] = []
  network.attach(hub, { push: (n) => answers.push(n), stream: (n) => grants.push(n) })
  network.cut(hub, cloud, 'push')
  expect(network.isCut(hub, cloud, 'push')).toBe(true)
  network.send(hub, cloud, 'push', 1)
  network.send(cloud, hub, 'push', 2)
  network.send(cloud, hub, 'stream', 3)
  while (agenda.next());
  expect([wire.got, answers, grants]).toEqual([[], [2], [3]])
  network.restore(hub, cloud, 'push')
  pushAll(wire, 1)
  expect(wire.got).toEqual([0])
})

test('what is on the way when a line is cut still arrives', () => {
  const { agenda, network, hub, cloud, got } = openWire()
  network.send(hub, cloud, 'push', 1)
  network.cut(hub, cloud, 'push')
  network.send(hub, cloud, 'push', 2)
  while (agenda.next());
  expect(got).toEqual([1])
})

test('a message to a process that is down vanishes; one on the way meets its successor', () => {
  const { agenda, network, hub, cloud, got } = openWire()
  network.attach(cloud, null)
  network.send(hub, cloud, 'push', 1)
  while (agenda.next());
  expect(network.counts.vanished).toBe(1)
  network.send(hub, cloud, 'push', 2)
  const successor: number[] = []
  network.attach(cloud, { push: (message) => successor.push(message) })
  while (agenda.next());
  expect([got, successor]).toEqual([[], [2]])
})

test('a storm passes: healing restores lines and qualities', () => {
  const wire = openWire()
  const { network, hub, cloud } = wire
  network.setQuality(hub, cloud, 'push', { ...clean, loss: 1 })
  network.cut(cloud, hub, 'push')
  pushAll(wire, 10)
  expect(wire.got).toEqual([])
  network.heal()
  expect(network.isCut(cloud, hub, 'push')).toBe(false)
  pushAll(wire, 10)
  expect(wire.got).toEqual(inOrder(10))
})

test("traffic on one line does not change another line's fate", () => {
  const faults = { loss: 0.3 }
  const alone = openWire(faults)
  pushAll(alone, 100)
  const beside = openWire(faults)
  for (let i = 0; i < 50; i += 1) beside.network.send(beside.hub, beside.cloud, 'hold', i)
  pushAll(beside, 100)
  expect(beside.got).toEqual(alone.got)
})
