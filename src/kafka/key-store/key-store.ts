import { createPrivateKey, X509Certificate } from 'node:crypto'
import { ConfigException } from '../../errors/index.ts'
import { readJks } from './jks.ts'
import { readPkcs12 } from './pkcs12.ts'

/** What a key store or trust store holds, in PEM, ready for Node's TLS. */
export interface KeyStore {
  /** Certificates that stand alone: the trusted ones of a trust store. */
  readonly trusted: readonly string[]
  /** The first private key and its certificate chain, own certificate first. */
  readonly identity?: { readonly key: string; readonly chain: readonly string[] }
}

/**
 * Reads a store of any type: JKS, PKCS12 or PEM. The type is seen from the first bytes, as Java does for JKS and PKCS12.
 * @param storePassword - null: a JKS or PKCS12 trust store is read without checking its integrity, where possible.
 * @param keyPassword - default the store's.
 */
export function readKeyStore(bytes: Buffer, storePassword: string | null, keyPassword: string | null): KeyStore {
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0xfeedfeed) return readJks(bytes, storePassword, keyPassword)
  if (bytes[0] === 0x30) return readPkcs12(bytes, storePassword, keyPassword)
  return readPem(bytes.toString('utf8'), keyPassword)
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g

/** PEM with certificates, a private key, or both; the key may be encrypted. */
export function readPem(text: string, keyPassword: string | null): KeyStore {
  const certificates: string[] = []
  let key: string | undefined
  for (const [block, label] of text.matchAll(pemBlock)) {
    if (label === 'CERTIFICATE' || label === 'X509 CERTIFICATE')
      certificates.push(new X509Certificate(block).toString())
    else if (label!.endsWith('PRIVATE KEY')) key ??= privateKeyPem(block, keyPassword)
  }
  if (key !== undefined) return { trusted: [], identity: { key, chain: certificates } }
  if (certificates.length === 0)
    throw new ConfigException('No certificate and no private key was found in the PEM text')
  return { trusted: certificates }
}

function privateKeyPem(block: string, password: string | null): string {
  try {
    const key = createPrivateKey(password === null ? block : { key: block, passphrase: password })
    return key.export({ type: 'pkcs8', format: 'pem' }).toString()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigException(`The private key cannot be read: ${why}`, error)
  }
}
