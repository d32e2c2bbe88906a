import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isConfigException } from '../../../../src/errors/index.ts'
import { readKeyStore } from '../../../../src/kafka/key-store/key-store.ts'

/** Written by `test/golden/kafka-clients/make-key-stores.sh`: one key pair in every kind of store. */
const file = (name: string) => readFileSync(new URL(`../../../golden/data/key-stores/${name}`, import.meta.url))
const password = 'pa"ss-word'
const key = createPrivateKey(file('key.pem')).export({ type: 'pkcs8', format: 'pem' })
const certificate = new X509Certificate(file('certificate.pem')).fingerprint256
const fingerprints = (pems: readonly string[]) => pems.map((pem) => new X509Certificate(pem).fingerprint256)

describe('key stores', () => {
  it.each(['modern.p12', 'legacy.p12', 'openssl.p12', 'store.jks'])('gives key and certificate of %s', (name) => {
    const { identity, trusted } = readKeyStore(file(name), password, null)
    expect(identity?.key).toBe(key)
    expect(fingerprints(identity!.chain)).toEqual([certificate])
    expect(trusted).toEqual([])
  })

  it.each(['trust.p12', 'trust-legacy.p12', 'trust.jks'])('gives the trusted certificate of %s', (name) => {
    const { identity, trusted } = readKeyStore(file(name), password, null)
    expect(identity).toBeUndefined()
    expect(fingerprints(trusted)).toEqual([certificate])
  })

  it('reads a JKS trust store without its password, as Java does', () => {
    expect(fingerprints(readKeyStore(file('trust.jks'), null, null).trusted)).toEqual([certificate])
  })

  it.each([
    ['modern.p12', 'keystore password was incorrect'],
    ['legacy.p12', 'keystore password was incorrect'],
    ['store.jks', 'Keystore was tampered with, or password was incorrect'],
  ])('says that the password of %s is wrong, in the words of Java', (name, text) => {
    expect(() => readKeyStore(file(name), 'wrong', null)).toThrow(text)
  })

  it('says that the key password of a JKS store is wrong', () => {
    expect(() => readKeyStore(file('store.jks'), password, 'other')).toThrow('Cannot recover key')
  })

  it.each(['modern.p12', 'trust-legacy.p12', 'store.jks'])('answers a damaged %s with a ConfigException', (name) => {
    const bytes = file(name)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cuts) => {
        const broken = Buffer.from(cuts ? bytes.subarray(0, at) : bytes)
        if (!cuts) broken[at]! ^= change
        try {
          readKeyStore(broken, password, null)
        } catch (error) {
          if (!isConfigException(error)) throw error
        }
      }),
      // A fixed seed: some changes only raise the iteration count, which costs seconds.
      { numRuns: 12, seed: 5 },
    )
  })
})
