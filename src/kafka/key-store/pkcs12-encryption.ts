import { createDecipheriv, hash as digestOf, pbkdf2Sync } from 'node:crypto'
import { ConfigException } from '../../errors/index.ts'
import type { Der } from './der.ts'
import { decryptRc2Cbc } from './rc2.ts'

const hashes: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
const hmacs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}
/** Encryption schemes of PBES2, with the length of their key. */
const ciphers: Readonly<Record<string, readonly [name: string, keyBytes: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
}
const pbes2 = '1.2.840.113549.1.5.13'
const sha1And3Des = '1.2.840.113549.1.12.1.3'
/** Key lengths of PKCS #12's RC2 schemes, which keytool of Java 8 used for certificates. */
const sha1AndRc2: Readonly<Record<string, number>> = { '1.2.840.113549.1.12.1.5': 16, '1.2.840.113549.1.12.1.6': 5 }

export function hashName(oid: string): string {
  const name = hashes[oid]
  if (name === undefined) throw unknown(oid)
  return name
}

/** Decrypts what a password-based AlgorithmIdentifier describes. */
export function decryptPbe(algorithm: Der, sealed: Buffer, password: string): Buffer {
  const scheme = algorithm.child(0).oid()
  const parameters = algorithm.child(1)
  try {
    if (scheme === pbes2) return decryptPbes2(parameters, sealed, password)
    return decryptPkcs12Pbe(scheme, parameters, sealed, password)
  } catch (error) {
    if (error instanceof ConfigException) throw error
    throw new ConfigException('keystore password was incorrect', error)
  }
}

function decryptPbes2(parameters: Der, sealed: Buffer, password: string): Buffer {
  const [derivation, encryption] = parameters.children()
  const [salt, iterations, ...rest] = derivation!.child(1).children()
  // The optional key length is an INTEGER, the optional hash a SEQUENCE.
  const prf = rest.find((one) => one.tag === 0x30)
  const hash = prf === undefined ? 'sha1' : hmacs[prf.child(0).oid()]
  const cipher = ciphers[encryption!.child(0).oid()]
  if (hash === undefined || cipher === undefined) throw unknown(encryption!.child(0).oid())
  checkIterations(iterations!.integer())
  const key = pbkdf2Sync(password, salt!.content, iterations!.integer(), cipher[1], hash)
  return decipher(cipher[0], key, encryption!.child(1).content, sealed)
}

function decryptPkcs12Pbe(scheme: string, parameters: Der, sealed: Buffer, password: string): Buffer {
  const salt = parameters.child(0).content
  const iterations = parameters.child(1).integer()
  const derive = (purpose: 1 | 2, bytes: number) =>
    pkcs12Key({ hash: 'sha1', password, salt, iterations, purpose, bytes })
  if (scheme === sha1And3Des) return decipher('des-ede3-cbc', derive(1, 24), derive(2, 8), sealed)
  const rc2KeyBytes = sha1AndRc2[scheme]
  if (rc2KeyBytes === undefined) throw unknown(scheme)
  return decryptRc2Cbc(derive(1, rc2KeyBytes), derive(2, 8), sealed)
}

function decipher(name: string, key: Buffer, iv: Buffer, sealed: Buffer): Buffer {
  const decrypt = createDecipheriv(name, key, iv)
  return Buffer.concat([decrypt.update(sealed), decrypt.final()])
}

export interface Pkcs12KeyOptions {
  readonly hash: string
  readonly password: string
  readonly salt: Buffer
  readonly iterations: number
  /** 1 key, 2 initialization vector, 3 MAC key. */
  readonly purpose: 1 | 2 | 3
  readonly bytes: number
}

/** The key derivation of RFC 7292, appendix B.2. */
export function pkcs12Key({ hash, password, salt, iterations, purpose, bytes }: Pkcs12KeyOptions): Buffer {
  checkIterations(iterations)
  const blockBytes = hash === 'sha384' || hash === 'sha512' ? 128 : 64
  const repeat = (part: Buffer) =>
    part.length === 0 ? part : Buffer.alloc(Math.ceil(part.length / blockBytes) * blockBytes, part)
  const secret = Buffer.from(`${password}\0`, 'utf16le').swap16()
  const input = Buffer.concat([repeat(salt), repeat(secret)])
  const result: Buffer[] = []
  for (let made = 0; made < bytes; ) {
    let digest = digestOf(hash, Buffer.concat([Buffer.alloc(blockBytes, purpose), input]), 'buffer')
    for (let i = 1; i < iterations; i++) digest = digestOf(hash, digest, 'buffer')
    result.push(digest)
    made += digest.length
    if (made >= bytes) break
    const addend = Buffer.alloc(blockBytes, digest)
    for (let at = 0; at < input.length; at += blockBytes) addPlusOne(input.subarray(at, at + blockBytes), addend)
  }
  return Buffer.concat(result).subarray(0, bytes)
}

/** `block = (block + addend + 1) mod 2^bits`, big-endian. */
function addPlusOne(block: Buffer, addend: Buffer): void {
  let carry = 1
  for (let i = block.length - 1; i >= 0; i--) {
    const sum = block[i]! + addend[i]! + carry
    block[i] = sum & 0xff
    carry = sum >>> 8
  }
}

/** keytool writes 10,000 to 100,000; a damaged or hostile file must not keep us busy for minutes. */
const iterationsMax = 1_000_000

function checkIterations(iterations: number): void {
  if (iterations < 1 || iterations > iterationsMax)
    throw new ConfigException(`The key store asks for ${iterations} iterations; at most ${iterationsMax} are accepted`)
}

const unknown = (oid: string) => new ConfigException(`The key store is encrypted with the unknown algorithm ${oid}`)
