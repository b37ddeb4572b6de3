import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { FeedSource } from '#hub/replica/feed-client.ts'

const Hello = z.object({ source: FeedSource, generation: z.int(), frame: z.int() })

export interface CloudProcess extends AsyncDisposable {
  readonly hello: z.infer<typeof Hello>
  /** `price id value`, `products from count`, `roll`: answered when the feed has it. */
  order(text: string): Promise<void>
  kill(): Promise<void>
  stop(): Promise<void>
}

/** `script`: a bundle of cloud-process.ts. */
export async function startCloudProcess(script: string, folder: string): Promise<CloudProcess> {
  const child = spawn(process.execPath, [script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next()
    if (done) throw new Error('the cloud process ended')
    return JSON.parse(value)
  }
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    hello: Hello.parse(await next()),
    async order(text) {
      child.stdin.write(`${text}\n`)
      await next()
    },
    kill,
    async stop() {
      child.stdin.write('stop\n')
      await exited
    },
    [Symbol.asyncDispose]: kill,
  }
}
