import { z } from 'zod'
import { Failure } from '#shared/domain/failure.ts'

const bodyBytesMax = 4096

export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Failure('invalid', z.prettifyError(parsed.error))
  return parsed.data
}

export async function readJson(request: Request): Promise<unknown> {
  const text = await request.text()
  if (text.length > bodyBytesMax) throw new Failure('too-large', `more than ${bodyBytesMax} bytes`)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure('invalid', 'the body is not JSON', { cause: error })
  }
}
