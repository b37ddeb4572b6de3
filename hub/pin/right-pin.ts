import { createHmac, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const slowHash = promisify(
  (
    password: Buffer,
    salt: Buffer,
    options: { readonly N: number; readonly bytes: number },
    done: (error: Error | null, hash: Buffer) => void,
  ) => {
    scrypt(password, salt, options.bytes, { N: options.N, r: 8, p: 1 }, done)
  },
)

/**
 * `scrypt$N$salt$hash` (base64url, r 8, p 1) over HMAC-SHA256(lookup key, pin). Hashed on a thread
 * of its own: tills sell on meanwhile.
 */
export async function isRightPin(
  verifier: string,
  pin: string,
  lookupKey: string,
): Promise<boolean> {
  const match = /^scrypt\$(\d{1,7})\$([\w-]+)\$([\w-]+)$/.exec(verifier)
  if (match === null) return false
  const [, cost = '', salt = '', hash = ''] = match
  const right = Buffer.from(hash, 'base64url')
  const mac = createHmac('sha256', Buffer.from(lookupKey, 'base64url')).update(pin).digest()
  const options = { N: Number(cost), bytes: right.length }
  const given = await slowHash(mac, Buffer.from(salt, 'base64url'), options)
  return timingSafeEqual(given, right)
}
