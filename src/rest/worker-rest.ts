import type { Fetch } from '../runtime/index.ts'
import type { RestContext, Route } from './route.ts'
import { type RestServer, type RestServerOptions, startRestServer } from './server/rest-server.ts'
import { workerFetch } from './server/worker-fetch.ts'
import { clientTls, listenerTls } from './settings/listener-tls.ts'
import { advertisedUrl, isEveryAddress, type ListenerUrl, parseListener, urlOf } from './settings/listener-url.ts'
import { type ReadText, restOptions } from './settings/rest-options.ts'
import { restConfig } from './settings/rest-settings.ts'

export interface WorkerRestDeps {
  /** Reads the credentials file. */
  readonly readText: ReadText
  /** Name of this machine, advertised when a listener is on every address. */
  readonly hostname: string
  /** As in RestServerOptions. */
  readonly localToken?: () => string | undefined
}

/** The REST API of one worker on all its listeners. */
export interface WorkerRest {
  /** How other workers reach this one. */
  readonly advertised: ListenerUrl
  /** Where it listens, main listeners first. */
  readonly urls: readonly string[]
  /** Calls other workers; for the worker's own calls to its leader, too. */
  readonly fetch: Fetch
  /** From now on requests are answered; before, `/health` says `starting` and everything else is 503. */
  serve(context: RestContext): void
  close(): Promise<void>
}

/**
 * Opens the listeners of a worker by its properties. They are open before there is a herder, so that the advertised port is known and `/health` can
 * tell that the worker starts. Throws ConfigException for bad settings, SLW5002 for a taken port; nothing stays open then.
 */
export async function openWorkerRest(
  props: Readonly<Record<string, string>>,
  { readText, hostname, localToken }: WorkerRestDeps,
): Promise<WorkerRest> {
  const settings = restConfig.parse(props)
  const common = { ...restOptions(settings, readText), ...(localToken === undefined ? {} : { localToken }) }
  const main = (settings.listeners ?? []).map((each) => parseListener(each, 'listeners'))
  const admin = settings['admin.listeners']?.map((each) => parseListener(each, 'admin.listeners')) ?? null
  const usesTls = [...main, ...(admin ?? [])].some(({ scheme }) => scheme === 'https')
  const tls = usesTls ? listenerTls(props) : undefined
  const fetch = workerFetch(usesTls ? clientTls(props) : {})
  let context: RestContext | null = null

  const servers: RestServer[] = []
  const urls: string[] = []
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()))
  }
  const open = async (listener: ListenerUrl, serves: RestServerOptions['serves']): Promise<ListenerUrl> => {
    const server = await startRestServer(() => context, {
      ...common,
      ...{ fetch, port: listener.port, host: listener.host === '' ? '0.0.0.0' : listener.host },
      ...(listener.scheme === 'https' && tls !== undefined ? { tls } : {}),
      ...(serves === undefined ? {} : { serves }),
    })
    servers.push(server)
    // As it was named: a certificate may know that name alone.
    urls.push(isEveryAddress(listener.host) ? server.url : urlOf({ ...listener, port: server.port }))
    return { ...listener, port: server.port }
  }
  const isAdmin = (route: Route) => route.isAdmin === true
  try {
    const bound: ListenerUrl[] = []
    for (const listener of main)
      bound.push(await open(listener, admin === null ? undefined : (route) => !isAdmin(route)))
    for (const listener of admin ?? []) await open(listener, isAdmin)
    return {
      advertised: advertisedUrl(bound, settings, hostname),
      urls,
      fetch,
      serve: (given) => {
        context = given
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
