import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const storePassword = 'store-"secret"'

/** A certificate authority, a server and a client, in every kind of store that Java's keytool writes. */
export interface Certificates extends Disposable {
  readonly path: (name: string) => string
  readonly text: (name: string) => string
}

export function makeCertificates(): Certificates {
  const directory = mkdtempSync(join(tmpdir(), 'sluiceway-certificates-'))
  const path = (name: string) => join(directory, name)
  const keytool = (...args: string[]) =>
    execFileSync('keytool', [...args, '-storepass', storePassword], { cwd: directory, stdio: 'pipe', timeout: 60_000 })
  const make = (alias: string, ...extra: string[]) =>
    keytool(
      ...['-genkeypair', '-alias', alias, '-keyalg', 'RSA', '-keysize', '2048', '-validity', '30'],
      ...['-dname', `CN=${alias}`, '-storetype', 'PKCS12', '-keystore', `${alias}.p12`, ...extra],
    )
  const exported = (alias: string) =>
    keytool('-exportcert', '-rfc', '-alias', alias, '-keystore', `${alias}.p12`, '-file', `${alias}.pem`)
  const sign = (alias: string, ...extra: string[]) => {
    keytool('-certreq', '-alias', alias, '-keystore', `${alias}.p12`, '-file', `${alias}.csr`)
    keytool(
      ...['-gencert', '-rfc', '-alias', 'ca', '-keystore', 'ca.p12', '-infile', `${alias}.csr`],
      ...['-outfile', `${alias}.pem`, '-validity', '30', ...extra],
    )
    keytool('-importcert', '-noprompt', '-alias', 'ca', '-file', 'ca.pem', '-keystore', `${alias}.p12`)
    keytool('-importcert', '-noprompt', '-alias', alias, '-file', `${alias}.pem`, '-keystore', `${alias}.p12`)
  }
  make('ca', '-ext', 'bc:c')
  exported('ca')
  make('server')
  sign('server', '-ext', 'san=dns:localhost')
  make('client')
  sign('client')
  for (const type of ['PKCS12', 'JKS'])
    keytool(
      '-importcert',
      '-noprompt',
      '-alias',
      'ca',
      '-file',
      'ca.pem',
      '-keystore',
      `trust.${type}`,
      '-storetype',
      type,
    )
  keytool(
    ...['-importkeystore', '-srckeystore', 'client.p12', '-srcstorepass', storePassword, '-srcalias', 'client'],
    ...['-destkeystore', 'client.JKS', '-deststoretype', 'JKS', '-deststorepass', storePassword, '-noprompt'],
  )
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: directory, stdio: 'pipe', timeout: 60_000 })
  const from = ['-in', 'client.p12', '-passin', `pass:${storePassword}`, '-nocerts']
  openssl('pkcs12', ...from, '-nodes', '-out', 'client-key.pem')
  openssl('pkcs12', ...from, '-passout', `pass:${storePassword}`, '-out', 'client-key-encrypted.pem')
  return {
    path,
    text: (name) => readFileSync(path(name), 'utf8'),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  }
}
