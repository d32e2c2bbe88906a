import { parseType } from '../config/index.ts'
import type { ValidationWorker } from './validate-connector-config.ts'

/** The part of a worker's properties that validation depends on. A worker with `group.id` is distributed. */
export function validationWorkerOf(props: Readonly<Record<string, string>>): ValidationWorker {
  const groupId = props['group.id']
  const policy = props['connector.client.config.override.policy']
  const { 'key.converter': key, 'value.converter': value, 'header.converter': header } = props
  return {
    isDistributed: groupId !== undefined,
    topicCreationEnable: (props['topic.creation.enable'] ?? 'true').trim().toLowerCase() === 'true',
    isExactlyOnceEnabled: props['exactly.once.source.support']?.trim().toLowerCase() === 'enabled',
    ...(groupId === undefined ? {} : { groupId }),
    ...(policy === undefined ? {} : { overridePolicy: { name: policy.trim(), allowlist: allowlistOf(props) } }),
    converters: {
      ...(key === undefined ? {} : { key }),
      ...(value === undefined ? {} : { value }),
      ...(header === undefined ? {} : { header }),
    },
  }
}

const allowlistOf = (props: Readonly<Record<string, string>>) =>
  parseType('', props['connector.client.config.override.allowlist'] ?? '', 'LIST') as string[]
