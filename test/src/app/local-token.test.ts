import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLocalToken, writeLocalToken } from '../../../src/app/local-token.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('a token is for this account alone, and another one each time', async () => {
  const env = { SLUICEWAY_HOME: tempDir() }
  const path = join(env.SLUICEWAY_HOME, 'tokens/8083')
  const first = (await writeLocalToken(8083, env))!
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(env.SLUICEWAY_HOME, 'tokens')).mode & 0o777).toBe(0o700)
  expect(readFileSync(path, 'utf8').trim()).toBe(first.token)
  expect(first.token).toMatch(/^[\w-]{43}$/)
  const second = (await writeLocalToken(8083, env))!
  expect(second.token).not.toBe(first.token)
  expect(await readLocalToken(8083, env)).toBe(second.token)
  // The first worker ends later: the file is no longer its own.
  await first.remove()
  expect(await readLocalToken(8083, env)).toBe(second.token)
  await second.remove()
  expect(await readLocalToken(8083, env)).toBeNull()
})

test('a file that others could have read or put there is no token', async () => {
  const env = { SLUICEWAY_HOME: tempDir() }
  const path = join(env.SLUICEWAY_HOME, 'tokens/8083')
  await writeLocalToken(8083, env)
  chmodSync(path, 0o640)
  expect(await readLocalToken(8083, env)).toBeNull()
  // Written anew, not over what others have open.
  const again = (await writeLocalToken(8083, env))!
  expect(await readLocalToken(8083, env)).toBe(again.token)
  writeFileSync(join(env.SLUICEWAY_HOME, 'planted'), 'planted', { mode: 0o600 })
  symlinkSync(join(env.SLUICEWAY_HOME, 'planted'), join(env.SLUICEWAY_HOME, 'tokens/9000'))
  expect(await readLocalToken(9000, env)).toBeNull()
})

test('where no file can be written there is no token', async () => {
  const home = join(tempDir(), 'file')
  mkdirSync(join(home, '..'), { recursive: true })
  writeFileSync(home, 'not a folder')
  expect(await writeLocalToken(8083, { SLUICEWAY_HOME: home })).toBeNull()
})
