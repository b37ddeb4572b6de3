import { uuidv7 } from '#shared/domain/uuid.ts'

/** Of a request: said again under it, it is the same request. */
export function newId(): string {
  return uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
}
