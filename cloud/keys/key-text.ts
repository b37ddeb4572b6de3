import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** `kassa.<group>.<keyId>.<secret>` */
export interface KeyParts {
  readonly group: string
  readonly keyId: string
  readonly secret: string
}

const keyText = /^kassa\.([a-z][a-z0-9]{1,19})\.([a-z0-9]{1,24})\.([A-Za-z0-9_-]{16,100})$/

export function parseKey(text: string): KeyParts | undefined {
  const [, group, keyId, secret] = keyText.exec(text) ?? []
  if (group === undefined || keyId === undefined || secret === undefined) return undefined
  return { group, keyId, secret }
}

export function formatKey({ group, keyId, secret }: KeyParts): string {
  return `kassa.${group}.${keyId}.${secret}`
}

export function newKey(group: string): KeyParts {
  return {
    group,
    keyId: randomBytes(6).toString('hex'),
    secret: randomBytes(24).toString('base64url'),
  }
}

export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function isSameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
