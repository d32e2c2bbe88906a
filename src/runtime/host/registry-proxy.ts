import type { SchemaRegistryPort } from '../../api/index.ts'
import type { ControlApi } from './host-api.ts'
import type { Remote } from './rpc.ts'

/** The schema registry as a task's thread sees it: every question goes to the control thread, where the client lives. */
export function registryProxy(
  control: Remote<ControlApi>,
  props: Readonly<Record<string, unknown>>,
): SchemaRegistryPort {
  return {
    byId: (id, subject) => control.registry(props, { method: 'byId', args: [id, subject] }) as never,
    latest: (subject) => control.registry(props, { method: 'latest', args: [subject] }) as never,
    idFor: (subject, schema, options) =>
      control.registry(props, { method: 'idFor', args: [subject, schema, options] }) as never,
  }
}
