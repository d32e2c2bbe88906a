import type { ConnectorInfo, ConnectorStateInfo, StateInfo, TaskInfo, TaskStateInfo } from '../runtime/index.ts'

/** JSON bodies of the REST API, from the herder's types. Field names and order as `org.apache.kafka.connect.runtime.rest.entities`. */
export const infoBody = (info: ConnectorInfo) => ({
  name: info.name,
  config: info.config,
  tasks: info.tasks.map((id) => ({ connector: id.connector, task: id.task })),
  type: info.type,
})

const stateBody = (state: StateInfo) => ({
  state: state.state,
  worker_id: state.workerId,
  ...(state.trace === undefined ? {} : { trace: state.trace }),
  ...(state.version === undefined ? {} : { version: state.version }),
})

export const taskStateBody = (state: TaskStateInfo) => ({ id: state.id, ...stateBody(state) })

export const statusBody = (info: ConnectorStateInfo) => ({
  name: info.name,
  connector: stateBody(info.connector),
  tasks: info.tasks.map(taskStateBody),
  type: info.type,
})

export const taskInfoBody = (info: TaskInfo) => ({
  id: { connector: info.id.connector, task: info.id.task },
  config: info.config,
})
