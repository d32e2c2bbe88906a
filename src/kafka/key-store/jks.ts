import { createHash } from 'node:crypto'
import { ConfigException } from '../../errors/index.ts'
import { Der } from './der.ts'
import type { KeyStore } from './key-store.ts'
import { certificatePem, privateKeyPem } from './pem.ts'

/** Sun's "JKS" format (`sun.security.provider.JavaKeyStore`): big-endian, ended by a keyed SHA-1. */
const digestBytes = 20
const keyEntry = 1
const trustedEntry = 2
const whitener = 'Mighty Aphrodite'

export function readJks(bytes: Buffer, storePassword: string | null, keyPassword: string | null): KeyStore {
  if (storePassword !== null) verify(bytes, storePassword)
  const input = new Input(bytes.subarray(0, bytes.length - digestBytes))
  input.skip(4)
  const version = input.int()
  if (version !== 1 && version !== 2) throw new ConfigException(`The JKS key store has the unknown version ${version}`)
  const readCertificate = () => {
    if (version === 2) input.text()
    return certificatePem(input.block())
  }
  const trusted: string[] = []
  let identity: KeyStore['identity']
  for (let left = input.int(); left > 0; left--) {
    const tag = input.int()
    input.text() // alias
    input.skip(8) // creation date
    if (tag === trustedEntry) trusted.push(readCertificate())
    else if (tag === keyEntry) {
      const protectedKey = input.block()
      const chain = Array.from({ length: input.int() }, readCertificate)
      identity ??= { key: unprotect(protectedKey, keyPassword ?? storePassword ?? ''), chain }
    } else throw new ConfigException(`The JKS key store has an entry of the unknown kind ${tag}`)
  }
  return identity === undefined ? { trusted } : { trusted, identity }
}

const javaChars = (text: string) => Buffer.from(text, 'utf16le').swap16()

function verify(bytes: Buffer, password: string): void {
  const at = bytes.length - digestBytes
  const digest = createHash('sha1').update(javaChars(password)).update(whitener).update(bytes.subarray(0, at)).digest()
  if (!digest.equals(bytes.subarray(at)))
    throw new ConfigException('Keystore was tampered with, or password was incorrect')
}

/** `sun.security.provider.KeyProtector`: salt, key XOR a chain of SHA-1 digests, and a digest of the plain key. */
function unprotect(encryptedPrivateKeyInfo: Buffer, password: string): string {
  const sealed = new Der(encryptedPrivateKeyInfo).children()[1]!.content
  const secret = javaChars(password)
  const salt = sealed.subarray(0, digestBytes)
  const packed = sealed.subarray(digestBytes, sealed.length - digestBytes)
  const plain = Buffer.alloc(packed.length)
  let digest = salt
  for (let at = 0; at < packed.length; at += digestBytes) {
    digest = createHash('sha1').update(secret).update(digest).digest()
    for (let i = 0; i < digestBytes && at + i < packed.length; i++) plain[at + i] = packed[at + i]! ^ digest[i]!
  }
  const check = createHash('sha1').update(secret).update(plain).digest()
  if (!check.equals(sealed.subarray(sealed.length - digestBytes))) throw new ConfigException('Cannot recover key')
  return privateKeyPem(plain)
}

class Input {
  private readonly bytes: Buffer
  private at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  skip(count: number): void {
    this.take(count)
  }
  int(): number {
    return this.take(4).readInt32BE(0)
  }
  text(): string {
    return this.take(this.take(2).readUInt16BE(0)).toString('utf8')
  }
  block(): Buffer {
    return this.take(this.int())
  }

  private take(count: number): Buffer {
    if (count < 0 || this.at + count > this.bytes.length) throw new ConfigException('The JKS key store is cut off')
    this.at += count
    return this.bytes.subarray(this.at - count, this.at)
  }
}
