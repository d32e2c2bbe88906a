import { ConfigException } from '../../errors/index.ts'
import { LEVELS, type Level, LoggerLevels } from './logger-levels.ts'

const ROOT = 'CONNECT_LOG4J_ROOT_LOGLEVEL'
const LOGGERS = 'CONNECT_LOG4J_LOGGERS'

/**
 * The levels that a worker starts with, from the variables that Connect's container images take: `CONNECT_LOG4J_ROOT_LOGLEVEL` (INFO) and
 * `CONNECT_LOG4J_LOGGERS` (`a.b=DEBUG,c=WARN`). Throws ConfigException for what is no level.
 */
export function initialLevels(env: Readonly<Record<string, string | undefined>>, now: () => number): LoggerLevels {
  const levels = new LoggerLevels(levelOf(ROOT, env[ROOT] ?? 'INFO'), now)
  for (const pair of (env[LOGGERS] ?? '').split(',').filter((each) => each.trim() !== '')) {
    const at = pair.lastIndexOf('=')
    levels.begin(pair.slice(0, at).trim(), levelOf(LOGGERS, pair.slice(at + 1)))
  }
  return levels
}

function levelOf(key: string, text: string): Level {
  const level = text.trim().toUpperCase()
  if ((LEVELS as readonly string[]).includes(level)) return level as Level
  throw new ConfigException(
    `Invalid value ${text.trim()} for configuration ${key}: must be one of ${LEVELS.join(', ')}`,
  )
}
