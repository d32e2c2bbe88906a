import { SinkConnector, SourceConnector } from '../../src/api/index.ts'

type Props = Readonly<Record<string, string>>

/** Hands its configuration to every task, as many as there may be. */
export class ForwardingSource extends SourceConnector {
  #props: Props = {}
  start(props: Props): void {
    this.#props = props
  }
  taskConfigs = (maxTasks: number): Props[] => Array.from({ length: maxTasks }, () => this.#props)
  stop(): void {}
}

/** Hands its configuration to every task, as many as there may be. */
export class ForwardingSink extends SinkConnector {
  #props: Props = {}
  start(props: Props): void {
    this.#props = props
  }
  taskConfigs = (maxTasks: number): Props[] => Array.from({ length: maxTasks }, () => this.#props)
  stop(): void {}
}
