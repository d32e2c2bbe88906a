import type { Connector, ConnectorProps, Logger } from '../../api/index.ts'
import { javaTrace } from '../error/java-trace.ts'
import type { Config, ConnectorSpec, ControlApi } from './host-api.ts'
import type { Remote } from './rpc.ts'

/** One connector instance in a host. Calls of its methods never overlap. */
export class HostedConnector {
  readonly #connector: Connector
  readonly #spec: ConnectorSpec
  readonly #control: Remote<ControlApi>
  #last: Promise<unknown> = Promise.resolve()

  constructor(connector: Connector, spec: ConnectorSpec, control: Remote<ControlApi>, logger: Logger) {
    this.#connector = connector
    this.#spec = spec
    this.#control = control
    connector.initialize({
      connectorName: spec.name,
      logger,
      requestTaskReconfiguration: () => void control.reconfigure(spec.name).catch(() => {}),
      raiseError: (error) => void control.connectorFailed(spec.name, javaTrace(error)).catch(() => {}),
    })
  }

  start(): Promise<void> {
    return this.#inTurn(async () => this.#connector.start(this.#spec.config as ConnectorProps))
  }

  taskConfigs(maxTasks: number): Promise<readonly Config[]> {
    return this.#inTurn(async () => {
      const configs = await this.#connector.taskConfigs(maxTasks)
      return configs.map((config) => textValues(config))
    })
  }

  stop(): Promise<void> {
    return this.#inTurn(async () => this.#connector.stop())
  }

  #inTurn<T>(call: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => holdingThread(this.#control, this.#spec.name, call))
    this.#last = result.catch(() => {})
    return result
  }
}

/** Tells the worker whose code holds the thread, so that it knows whom to blame for a thread that blocks, whatever calls wait behind it. */
export function holdingThread<T>(control: Remote<ControlApi>, name: string, call: () => T): T {
  control.connectorCode(name).catch(() => {})
  try {
    return call()
  } finally {
    control.connectorCode(null).catch(() => {})
  }
}

/** Connectors written in plain JavaScript may give numbers and booleans. */
const textValues = (config: Readonly<Record<string, unknown>>): Config =>
  Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      value === undefined || value === null
        ? []
        : [[key, typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)]],
    ),
  )
