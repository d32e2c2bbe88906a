import type { SchemaRegistryPort } from '../../api/index.ts'
import { ConnectException } from '../../errors/index.ts'
import type { RegistryCall } from '../host/host-api.ts'

type Open = (props: Readonly<Record<string, unknown>>) => SchemaRegistryPort

/** The schema registries that the converters of a worker use, one client per configuration. */
export class Registries {
  readonly #open: Open | undefined
  readonly #ports = new Map<string, SchemaRegistryPort>()

  constructor(open: Open | undefined) {
    this.#open = open
  }

  async call(props: Readonly<Record<string, unknown>>, call: RegistryCall): Promise<unknown> {
    if (this.#open === undefined) throw new ConnectException('This worker has no schema registry client')
    const key = JSON.stringify(props)
    const port = this.#ports.get(key) ?? this.#open(props)
    this.#ports.set(key, port)
    const method = port[call.method] as (...args: readonly unknown[]) => Promise<unknown>
    return method.apply(port, [...call.args])
  }
}
