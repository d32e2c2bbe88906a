import type { PipelineSpec } from '../../spec/index.ts'
import type { EmittedConnector } from '../emit-connectors.ts'
import type { ResolveContext } from '../resolve/context.ts'

export interface RuleInput {
  readonly spec: PipelineSpec
  readonly connectors: readonly EmittedConnector[]
  readonly context: ResolveContext
}
