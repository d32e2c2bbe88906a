/** A connector as Kafka Connect's REST API takes it. */
export interface CompiledConnector {
  readonly name: string
  readonly kind: 'source' | 'sink'
  /** Plain Connect configuration, `name` and `connector.class` included. */
  readonly config: Readonly<Record<string, string>>
}

/** The code of inline functions: one ES module whose default export is the pipeline, or a list of pipelines. */
export interface CompiledBundle {
  /** SHA-256 of `code`, hexadecimal. */
  readonly hash: string
  readonly code: string
  /** JSON text of the source map; paths are relative to the project. */
  readonly sourceMap: string
}

/** What an artefact is made of. Holds no absolute path and no time, so that equal sources give equal bytes. */
export interface PipelineManifest {
  /** Version of this format. */
  readonly format: 1
  readonly pipeline: string
  /** Version of the API that the bundle was built for. */
  readonly api: number
  readonly connectors: readonly string[]
  /** Plugins in use. */
  readonly plugins: readonly { readonly kind: string; readonly class: string; readonly version: string }[]
  /** Hash of the bundle, null when there are no inline functions. */
  readonly bundle: string | null
}

export interface CompiledPipeline {
  readonly name: string
  /** As it was asked for. */
  readonly file: string
  /** Source first, then sinks in the order of the file. */
  readonly connectors: readonly CompiledConnector[]
  readonly manifest: PipelineManifest
  readonly bundle: CompiledBundle | null
}

/** `transforms.<alias>.type` of an inline function; `.bundle` is the bundle's hash, `.function` the place in its default export. */
export const INLINE_TRANSFORM_CLASS = 'io.sluiceway.Inline'
