import { createPrivateKey } from 'node:crypto'

export function certificatePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** @param der - PKCS8, plain, or encrypted when a passphrase is given. */
export function privateKeyPem(der: Uint8Array, passphrase?: string): string {
  const key = createPrivateKey({
    ...{ key: Buffer.from(der), format: 'der', type: 'pkcs8' },
    ...(passphrase === undefined ? {} : { passphrase }),
  })
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}
