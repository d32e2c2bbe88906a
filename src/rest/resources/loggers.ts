import { LEVELS, type Level, type LoggerLevel } from '../../runtime/index.ts'
import { badRequest, HttpError } from '../http-error.ts'
import { expectTextMap, isNullMap } from '../json-body.ts'
import { noContent, ok, type Route } from '../route.ts'

const levelBody = ({ level, lastModified }: LoggerLevel) => ({ level, last_modified: lastModified })

export const loggerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/admin/loggers',
    role: 'admin',
    isAdmin: true,
    summary: 'All loggers with their levels.',
    handle: ({ herder }) =>
      ok(Object.fromEntries([...herder.loggers.all()].map(([name, level]) => [name, levelBody(level)]))),
  },
  {
    method: 'GET',
    path: '/admin/loggers/:logger',
    role: 'admin',
    isAdmin: true,
    summary: 'Level of one logger.',
    handle({ herder }, { params }) {
      const level = herder.loggers.get(params['logger']!)
      if (level === undefined) throw new HttpError(404, `Logger ${params['logger']} not found.`)
      return ok(levelBody(level))
    },
  },
  {
    method: 'PUT',
    path: '/admin/loggers/:logger',
    role: 'admin',
    isAdmin: true,
    summary: 'Change the level of a logger and of all below it, here or in the whole group.',
    query: { scope: '`worker` (default) or `cluster`' },
    async handle({ herder }, { params, query, body, rawBody }) {
      const given = expectTextMap(body, { rawBody })
      if (given === null) throw isNullMap('get(Object)', 'levelMap')
      const { level } = given
      if (level === undefined || level === null)
        throw badRequest("Desired 'level' parameter was not specified in request.")
      if (level === '') throw new HttpError(500, 'Illegal null or empty Level name.')
      const wanted = level.toUpperCase() as Level
      if (!LEVELS.includes(wanted)) throw new HttpError(404, `invalid log level '${level}'.`)
      if (query.get('scope')?.toLowerCase() === 'cluster') {
        await herder.setClusterLoggerLevel(params['logger']!, wanted)
        return noContent
      }
      return ok(herder.loggers.set(params['logger']!, wanted))
    },
  },
]
