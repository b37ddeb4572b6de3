import { createHmac, scrypt } from 'node:crypto'
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
  const secret = Buffer.from(lookupKey, 'base64url')
  const mac = (text: string) => createHmac('sha256', secret).update(text).digest()
  const salt = mac(`pin-salt:${employee}`).subarray(0, 16)
  const hash = await slowHash(mac(pin), salt)
  return `scrypt$${cost}$${salt.toString('base64url')}$${hash.toString('base64url')}`
}
