import { createHmac, timingSafeEqual } from 'node:crypto'
import { ConfigException } from '../../errors/index.ts'
import { Der } from './der.ts'
import type { KeyStore } from './key-store.ts'
import { certificatePem, privateKeyPem } from './pem.ts'
import { decryptPbe, hashName, pkcs12Key } from './pkcs12-encryption.ts'

const oid = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  localKeyId: '1.2.840.113549.1.9.21',
} as const

interface Found {
  readonly certificates: { readonly pem: string; readonly keyId: string | undefined }[]
  readonly keys: { readonly pem: string; readonly keyId: string | undefined }[]
}

/** PKCS #12 (RFC 7292), as keytool and OpenSSL write it. */
export function readPkcs12(bytes: Buffer, storePassword: string | null, keyPassword: string | null): KeyStore {
  const [, authSafe, mac] = new Der(bytes).children()
  if (authSafe === undefined) throw new ConfigException('The PKCS12 key store has no content')
  const content = authSafe.child(1).child(0).octets()
  if (storePassword !== null && mac !== undefined) verifyMac(mac, content, storePassword)
  const found: Found = { certificates: [], keys: [] }
  for (const part of new Der(content).children())
    readBags(plainContent(part, storePassword ?? ''), found, keyPassword ?? storePassword ?? '')
  const [key] = found.keys
  if (key === undefined) return { trusted: found.certificates.map((one) => one.pem) }
  const own = found.certificates.filter((one) => key.keyId !== undefined && one.keyId === key.keyId)
  const others = found.certificates.filter((one) => !own.includes(one))
  return { trusted: [], identity: { key: key.pem, chain: [...own, ...others].map((one) => one.pem) } }
}

function verifyMac(mac: Der, content: Buffer, password: string): void {
  const [digestInfo, salt, iterations] = mac.children()
  const hash = hashName(digestInfo!.child(0).child(0).oid())
  const expected = digestInfo!.child(1).content
  const count = iterations?.integer() ?? 1
  const key = pkcs12Key({ hash, password, salt: salt!.content, iterations: count, purpose: 3, bytes: expected.length })
  const actual = createHmac(hash, key).update(content).digest()
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
    throw new ConfigException('keystore password was incorrect')
}

function plainContent(part: Der, password: string): Buffer {
  const type = part.child(0).oid()
  const body = part.child(1).child(0)
  if (type === oid.data) return body.octets()
  if (type !== oid.encryptedData)
    throw new ConfigException(`The PKCS12 key store has content of the unknown type ${type}`)
  const [, algorithm, sealed] = body.child(1).children()
  return decryptPbe(algorithm!, sealed!.octets(), password)
}

function readBags(content: Buffer, found: Found, keyPassword: string): void {
  for (const bag of new Der(content).children()) {
    const [type, value, attributes] = bag.children()
    const keyId = localKeyId(attributes)
    const inner = value!.child(0)
    switch (type!.oid()) {
      case oid.certBag:
        found.certificates.push({ pem: certificatePem(inner.child(1).child(0).octets()), keyId })
        break
      case oid.keyBag:
        found.keys.push({ pem: privateKeyPem(value!.content), keyId })
        break
      case oid.shroudedKeyBag:
        found.keys.push({ pem: privateKeyOf(inner, keyPassword), keyId })
    }
  }
}

function privateKeyOf(encrypted: Der, password: string): string {
  const [algorithm, sealed] = encrypted.children()
  return privateKeyPem(decryptPbe(algorithm!, sealed!.octets(), password))
}

function localKeyId(attributes: Der | undefined): string | undefined {
  for (const attribute of attributes?.children() ?? [])
    if (attribute.child(0).oid() === oid.localKeyId) return attribute.child(1).child(0).content.toString('hex')
  return undefined
}
