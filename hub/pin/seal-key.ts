import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

/** The box's own key pair: what the cloud seals with the public half only this box can open. */
export interface SealKey {
  /** X25519, base64url. */
  readonly publicKey: string
  /** Null where it was not sealed for this key, or not under this name. */
  readonly open: (sealed: string, name: string) => string | null
}

/** Kept beside the journal in a file of mode 0600, so that no backup of the journal holds it. */
export function openSealKey(path: string): SealKey {
  const kept = existsSync(path) ? parseKey(readFileSync(path, 'utf8')) : null
  if (kept !== null) return createSealKey(kept)
  const { privateKey } = generateKeyPairSync('x25519')
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
  writeFileSync(path, pem, { mode: 0o600 })
  chmodSync(path, 0o600)
  return createSealKey(privateKey)
}

/** Null: it is damaged; a new key is made and the cloud seals anew. */
function parseKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyType === 'x25519' ? key : null
  } catch {
    return null
  }
}

const POINT_BYTES = 32
const TAG_BYTES = 16

function createSealKey(privateKey: KeyObject): SealKey {
  const publicKey = String(createPublicKey(privateKey).export({ format: 'jwk' }).x)
  const mine = Buffer.from(publicKey, 'base64url')
  return {
    publicKey,
    open(sealed, name) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < POINT_BYTES + TAG_BYTES) return null
      const point = bytes.subarray(0, POINT_BYTES)
      try {
        const x = point.toString('base64url')
        const theirs = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' })
        const shared = diffieHellman({ privateKey, publicKey: theirs })
        const salt = Buffer.concat([point, mine])
        const made = Buffer.from(hkdfSync('sha256', shared, salt, 'kassahub seal', 44))
        const decipher = createDecipheriv('aes-256-gcm', made.subarray(0, 32), made.subarray(32))
        decipher.setAAD(Buffer.from(name, 'utf8'))
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
        const text = decipher.update(bytes.subarray(POINT_BYTES, -TAG_BYTES))
        return Buffer.concat([text, decipher.final()]).toString('utf8')
      } catch {
        // Sealed for another box, or changed on its way.
        return null
      }
    },
  }
}
