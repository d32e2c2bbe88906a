import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseProperties } from '../../../../src/runtime/config-provider/java-properties.ts'
import { configProviders } from '../../../../src/runtime/config-provider/providers.ts'
import { resolveConfig, reverseTransform } from '../../../../src/runtime/config-provider/resolve-config.ts'
import { nodeSystem } from '../../../../src/runtime/index.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const CLASS = 'org.apache.kafka.common.config.provider'

function providersIn(dir: string, warnings: string[]) {
  const { system } = nodeSystem((message) => warnings.push(message))
  return configProviders(
    {
      'config.providers': 'file,dir,env',
      'config.providers.file.class': `${CLASS}.FileConfigProvider`,
      'config.providers.file.param.allowed.paths': dir,
      'config.providers.dir.class': `${CLASS}.DirectoryConfigProvider`,
      'config.providers.env.class': `${CLASS}.EnvVarConfigProvider`,
      'config.providers.env.param.allowlist.pattern': 'SHOP_.*',
    },
    { ...system, env: { SHOP_USER: 'anna', PATH: '/bin' } },
  )
}

test('references are replaced by what file, directory and environment say; unknown ones stay as they are written', async () => {
  const dir = tempDir()
  const warnings: string[] = []
  writeFileSync(join(dir, 'db.properties'), 'password=s3cret\\u0021\nuser = joe\n')
  mkdirSync(join(dir, 'keys'))
  writeFileSync(join(dir, 'keys', 'token'), ' with spaces \n')
  const providers = providersIn(dir, warnings)
  const resolved = await resolveConfig(
    {
      url: `jdbc://\${env:SHOP_USER}:\${file:${dir}/db.properties:password}@db`,
      token: `\${dir:${dir}/keys:token}`,
      missing: `\${file:${dir}/db.properties:nothing}`,
      elsewhere: '${file:/etc/hostname:x}',
      hidden: '${env:PATH}',
      stranger: '${vault:a:b}',
      plain: 'a$b{c}',
    },
    providers,
  )
  expect(resolved).toEqual({
    url: 'jdbc://anna:s3cret!@db',
    token: ' with spaces \n',
    missing: `\${file:${dir}/db.properties:nothing}`,
    elsewhere: '${file:/etc/hostname:x}',
    hidden: '${env:PATH}',
    stranger: '${vault:a:b}',
    plain: 'a$b{c}',
  })
  const without = (provider: string, reference: string) =>
    `The config provider '${provider}' has no value for ${reference}, which stays as it is written`
  expect(warnings).toEqual([
    without('env', '${env:PATH}'),
    without('file', resolved['missing']!),
    'The path /etc/hostname is not allowed to be accessed',
    without('file', '${file:/etc/hostname:x}'),
  ])
  await resolveConfig({ hidden: '${env:PATH}' }, providers)
  expect(warnings).toHaveLength(4)
})

test('task configurations get their references back before they are stored', () => {
  expect(
    reverseTransform({ password: '${env:P}', user: 'joe' }, [{ password: 's3cret', user: 'jim', n: '1' }]),
  ).toEqual([{ password: '${env:P}', user: 'jim', n: '1' }])
})

test.each([
  ['a=b', { a: 'b' }],
  ['a : b\n# no\n! no\n\n c   d', { a: 'b', c: 'd' }],
  ['long = one \\\n   two', { long: 'one two' }],
  ['a\\ b\\:c=x\\ty', { 'a b:c': 'x\ty' }],
  ['path=C:\\\\temp\\\\', { path: 'C:\\temp\\' }],
  ['empty\nalso=', { empty: '', also: '' }],
  ['crlf=1\r\nnext=2\r\n', { crlf: '1', next: '2' }],
])('properties text %j', (text, expected) => {
  expect(Object.fromEntries(parseProperties(text))).toEqual(expected)
})

test('references are found whatever was looked at before', async () => {
  const providers = new Map([['vault', { get: async () => new Map([['key', 'value']]) }]])
  const raw = { a: '${vault:key}', b: '${vault:key}' }
  reverseTransform({ long: 'a text with its reference far behind ${vault:key}' }, [{}])
  expect(await resolveConfig(raw, providers)).toEqual({ a: 'value', b: 'value' })
  reverseTransform(raw, [])
  expect(await resolveConfig(raw, providers)).toEqual({ a: 'value', b: 'value' })
})
