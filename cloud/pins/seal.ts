import {
  createCipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto'

/**
 * Text that only the holder of this X25519 key can read (base64url): a point made for it alone,
 * then AES-256-GCM under HKDF-SHA256 of what the two have in common. `name` must be known to open it.
 */
export function seal(publicKey: string, { name, text }: { name: string; text: string }): string {
  const theirs = createPublicKey({
    key: { kty: 'OKP', crv: 'X25519', x: publicKey },
    format: 'jwk',
  })
  const mine = generateKeyPairSync('x25519')
  const point = Buffer.from(String(mine.publicKey.export({ format: 'jwk' }).x), 'base64url')
  const shared = diffieHellman({ privateKey: mine.privateKey, publicKey: theirs })
  const salt = Buffer.concat([point, Buffer.from(publicKey, 'base64url')])
  const made = Buffer.from(hkdfSync('sha256', shared, salt, 'kassahub seal', 44))
  const cipher = createCipheriv('aes-256-gcm', made.subarray(0, 32), made.subarray(32))
  cipher.setAAD(Buffer.from(name, 'utf8'))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([point, sealed, cipher.getAuthTag()]).toString('base64url')
}
