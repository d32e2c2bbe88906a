import type { Catalogue } from '../plugins/index.ts'
import type { ConfigInfos } from './config-infos.ts'

/** What validation needs to know of the worker. */
export interface ValidationWorker {
  readonly isDistributed: boolean
  readonly topicCreationEnable: boolean
}

export interface ValidationContext {
  readonly catalogue: Catalogue
  readonly worker: ValidationWorker
}

export function validateConnectorConfig(
  _props: Readonly<Record<string, string | null>>,
  _context: ValidationContext,
): Promise<ConfigInfos> {
  return Promise.reject(new Error('not yet'))
}
