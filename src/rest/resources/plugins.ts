import type { PluginKind } from '../../api/index.ts'
import { type CatalogueEntry, compareVersions } from '../../plugins/index.ts'
import { BadRequestException } from '../../runtime/index.ts'
import { badRequest, HttpError } from '../http-error.ts'
import { expectTextMap, isNullMap } from '../json-body.ts'
import { ok, type RestContext, type Route } from '../route.ts'

const order = [
  'sink',
  'source',
  'transformation',
  'predicate',
  'converter',
  'header_converter',
] as const satisfies readonly PluginKind[]

const pluginBody = (entry: CatalogueEntry, className: string) => ({
  class: className,
  type: entry.kind,
  version: entry.version,
})

function list({ catalogue }: RestContext, connectorsOnly: boolean): object[] {
  return order
    .filter((kind) => !connectorsOnly || kind === 'sink' || kind === 'source')
    .flatMap((kind) =>
      catalogue
        .list(kind)
        .flatMap((entry) => classesShown(entry).map((className) => pluginBody(entry, className)))
        .sort((a, b) => (a.class === b.class ? compareVersions(a.version, b.version) : a.class < b.class ? -1 : 1)),
    )
}

/** One class an entry; both of an SMT with variants, as Java has two classes there. */
const classesShown = (entry: CatalogueEntry) =>
  entry.classes.filter((name, i) => i === 0 || /\$(?:Key|Value)$/.test(name))

const simpleName = (name: string) => name.slice(name.lastIndexOf('.') + 1).replace(/Connector$/, '')

export const pluginRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/connector-plugins',
    role: 'read',
    summary: 'Installed plugins.',
    query: { connectorsOnly: '`false` lists SMTs, predicates and converters too' },
    handle: (context, { query }) => ok(list(context, query.get('connectorsOnly')?.toLowerCase() !== 'false')),
  },
  {
    method: 'GET',
    path: '/connector-plugins/:plugin/config',
    role: 'read',
    summary: 'The configuration keys of a plugin.',
    query: { version: 'a version or a Maven range of versions; default: the newest' },
    async handle({ herder }, { params, query }) {
      return ok(await herder.connectorPluginConfig(params['plugin']!, query.get('version')))
    },
  },
  {
    method: 'PUT',
    path: '/connector-plugins/:plugin/config/validate',
    // Not for readers: a connector's own checks connect to whatever the configuration names.
    role: 'deploy',
    summary: 'Validate a configuration; errors are in the body, the status is 200.',
    async handle({ herder }, { params, body, rawBody }) {
      const config = expectTextMap(body, { rawBody })
      if (config === null) throw isNullMap('get(Object)', 'connectorConfig')
      const included = config['connector.class']
      if (included === undefined || included === null) {
        const text = Object.entries(config)
          .map(([key, value]) => `${key}=${value}`)
          .join(', ')
        throw new HttpError(
          500,
          `org.apache.kafka.connect.runtime.rest.errors.BadRequestException: Connector config {${text}} contains no connector type`,
        )
      }
      if (simpleName(included) !== simpleName(params['plugin']!)) {
        throw badRequest(`Included connector type ${included} does not match request type ${params['plugin']}`)
      }
      return ok(await herder.validateConnectorConfig(config).catch(asInternal))
    },
  },
]

/** A class that is not there is a failure of the call, as in a Java worker, where the validation runs in another thread. */
function asInternal(error: unknown): never {
  if (!(error instanceof BadRequestException)) throw error
  throw new HttpError(500, `org.apache.kafka.connect.runtime.rest.errors.BadRequestException: ${error.message}`)
}
