/**
 * RC2 (RFC 2268), decryption in CBC mode. OpenSSL 3 has left it out, but keytool before Java 12 encrypted the
 * certificates of PKCS12 stores with it.
 */
const piTable = makePiTable()

/** The "random" permutation of RFC 2268 section 2: digits of pi drive a shuffle of 0 to 255. */
function makePiTable(): Uint8Array {
  const hex =
    'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32' +
    'bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a' +
    '961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e' +
    'c5f3db47e5a59c770aa62068fe7fc1ad'
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}

function expandKey(key: Buffer): Uint16Array {
  const bytes = new Uint8Array(128)
  bytes.set(key)
  for (let i = key.length; i < 128; i++) bytes[i] = piTable[(bytes[i - 1]! + bytes[i - key.length]!) & 0xff]!
  bytes[128 - key.length] = piTable[bytes[128 - key.length]!]!
  for (let i = 127 - key.length; i >= 0; i--) bytes[i] = piTable[bytes[i + 1]! ^ bytes[i + key.length]!]!
  return Uint16Array.from({ length: 64 }, (_, i) => bytes[2 * i]! | (bytes[2 * i + 1]! << 8))
}

const rotations = [1, 2, 3, 5]

function decryptBlock(block: Uint16Array, key: Uint16Array): void {
  let next = 63
  const mix = () => {
    for (let i = 3; i >= 0; i--) {
      const rotated = (block[i]! >>> rotations[i]!) | (block[i]! << (16 - rotations[i]!))
      const [a, b, c] = [block[(i + 3) & 3]!, block[(i + 2) & 3]!, block[(i + 1) & 3]!]
      block[i] = rotated - key[next--]! - (a & b) - (~a & c)
    }
  }
  const mash = () => {
    for (let i = 3; i >= 0; i--) block[i] = block[i]! - key[block[(i + 3) & 3]! & 63]!
  }
  for (let i = 0; i < 5; i++) mix()
  mash()
  for (let i = 0; i < 6; i++) mix()
  mash()
  for (let i = 0; i < 5; i++) mix()
}

/** @throws RangeError when the padding is wrong, which mostly means a wrong password. */
export function decryptRc2Cbc(key: Buffer, iv: Buffer, sealed: Buffer): Buffer {
  const expanded = expandKey(key)
  const plain = Buffer.alloc(sealed.length)
  let before = iv
  for (let at = 0; at < sealed.length; at += 8) {
    const block = Uint16Array.from({ length: 4 }, (_, i) => sealed.readUInt16LE(at + 2 * i))
    decryptBlock(block, expanded)
    for (let i = 0; i < 4; i++) plain.writeUInt16LE(block[i]! ^ before.readUInt16LE(2 * i), at + 2 * i)
    before = sealed.subarray(at, at + 8)
  }
  const padding = plain.at(-1) ?? 0
  if (padding < 1 || padding > 8) throw new RangeError('wrong padding')
  return plain.subarray(0, plain.length - padding)
}
