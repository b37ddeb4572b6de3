import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const cost = 16_384
const slowHash = promisify(
  (password: Buffer, salt: Buffer, done: (error: Error | null, hash: Buffer) => void) => {
    scrypt(password, salt, 32, { N: cost, r: 8, p: 1 }, done)
  },
)

/**
 * `scrypt$N$salt$hash` (base64url, r 8, p 1, 32 bytes) over HMAC-SHA256(lookup key, pin). The salt
 * is made from the employee, so the same PIN given again is the same verifier and changes nothing.
 */
export async function pinVerifier(
  lookupKey: string,
  { pin, employee }: { readonly pin: string; readonly employee: string },
): Promise<string> {
  const salt = macOf(lookupKey, `pin-salt:${employee}`).subarray(0, 16)
  return await verifierOf(lookupKey, pin, salt)
}

/** A member's: the same form, and another salt each time. */
export async function memberPinVerifier(lookupKey: string, pin: string): Promise<string> {
  return await verifierOf(lookupKey, pin, randomBytes(16))
}

export async function isRightPin(
  lookupKey: string,
  { verifier, pin }: { readonly verifier: string; readonly pin: string },
): Promise<boolean> {
  const salt = Buffer.from(verifier.split('$')[2] ?? '', 'base64url')
  const given = Buffer.from(await verifierOf(lookupKey, pin, salt))
  const right = Buffer.from(verifier)
  return given.length === right.length && timingSafeEqual(given, right)
}

async function verifierOf(lookupKey: string, pin: string, salt: Buffer): Promise<string> {
  const hash = await slowHash(macOf(lookupKey, pin), salt)
  return `scrypt$${cost}$${salt.toString('base64url')}$${hash.toString('base64url')}`
}

function macOf(lookupKey: string, text: string): Buffer {
  return createHmac('sha256', Buffer.from(lookupKey, 'base64url')).update(text).digest()
}
