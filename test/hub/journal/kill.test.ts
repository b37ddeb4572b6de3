import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { newEvent, openTestJournal, verifyChain } from './open-journal.ts'

const script = fileURLToPath(new URL('./write-forever.ts', import.meta.url))

test('what was answered is there after SIGKILL, once, and the chain goes on', async () => {
  await using files = await openTestJournal()
  await files.journal.close()
  const answered: string[] = []
  for (let round = 0; round < 3; round += 1) {
    const child = spawn(process.execPath, ['--import', 'tsx', script, files.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let seen = 0
    for await (const line of createInterface({ input: child.stdout })) {
      answered.push(line)
      seen += 1
      if (seen === 40 + round * 7) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGKILL')
  }

  const journal = await files.reopen()
  expect(verifyChain(journal)).toBeGreaterThanOrEqual(answered.length)
  for (const line of answered) {
    const [id = ''] = line.split(' ')
    expect(journal.eventById(id), id).not.toBeNull()
  }
  const numbers = answered.map((line) => line.split(' ')[1])
  expect(new Set(numbers).size).toBe(numbers.length)
  expect((await journal.append(newEvent({ sale: true }))).outcome).toBe('saved')
  expect(verifyChain(journal)).toBe(journal.head().seq)
}, 60_000)
