import { uuidv7 } from '#shared/domain/uuid.ts'

/** The page is no secure context: `crypto.randomUUID` does not exist here, `getRandomValues` does. */
export function newId(): string {
  return uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
}
