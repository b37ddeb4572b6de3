import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

/** No letters that look like digits: codes are read out and typed. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 8

export function newPairingCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => alphabet[randomInt(alphabet.length)]).join('')
}

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Tokens and codes are long random texts: one round of sha256 is enough to store them. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function isSameSecret(given: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(given)), Buffer.from(hashSecret(right)))
}

/** The setting, or a token kept in a file of mode 0600 that is made at the first start. */
export function keptToken(setting: string | undefined, path: string): string {
  if (setting !== undefined) return setting
  if (existsSync(path)) {
    const kept = readFileSync(path, 'utf8').trim()
    if (kept.length >= 16) return kept
  }
  const token = newToken()
  writeFileSync(path, `${token}\n`, { mode: 0o600 })
  chmodSync(path, 0o600)
  return token
}
