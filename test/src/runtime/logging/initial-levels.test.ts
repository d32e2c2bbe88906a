import { expect, test } from 'vitest'
import { initialLevels } from '../../../../src/runtime/index.ts'

test("a worker begins with INFO, or with what the variables of Connect's images say", () => {
  expect(initialLevels({}, () => 1).levelOf('any').level).toBe('INFO')
  const levels = initialLevels(
    { CONNECT_LOG4J_ROOT_LOGLEVEL: 'warn', CONNECT_LOG4J_LOGGERS: 'a.b=DEBUG, c=ERROR,' },
    () => 1,
  )
  const level = (name: string) => levels.levelOf(name)
  expect(['x', 'a.b.c', 'a', 'c'].map((name) => level(name).level)).toEqual(['WARN', 'DEBUG', 'WARN', 'ERROR'])
  expect(level('a.b')).toEqual({ level: 'DEBUG', lastModified: null })
  expect(() => initialLevels({ CONNECT_LOG4J_LOGGERS: 'a.b=LOUD' }, () => 1)).toThrow(
    'Invalid value LOUD for configuration CONNECT_LOG4J_LOGGERS',
  )
})
