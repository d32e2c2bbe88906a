import type { RecordShape, SourceDefinition, TransformationDefinition, Variant } from '../../api/index.ts'
import type { Schema } from '../../data/index.ts'
import { isConfigException, nearest } from '../../errors/index.ts'
import type { ConnectorSpec, SourceSpec, TransformSpec } from '../../spec/index.ts'
import { sentence } from '../check-settings.ts'
import { hasProviderReference } from '../config-text.ts'
import { child } from '../pointer.ts'
import type { RuleInput } from './rule.ts'
import { readShape, readsTopic } from './wire-shape.ts'

const unknownShape: RecordShape = { keySchema: undefined, valueSchema: undefined }

/**
 * Follows the schema of the records through the chain of a source whose records are known before anything runs, and reports the step that asks
 * for a field that no step before provides.
 */
export function checkShapes(input: RuleInput): void {
  const { source, sinks } = input.spec
  if (!source) return
  const written = followChain(source, shapeOf(source, input), input)
  for (const sink of sinks) {
    if (written.topic === undefined || !readsTopic(sink, written.topic)) continue
    followChain(sink, readShape(source, sink, written, input), input)
  }
}

function shapeOf(source: SourceSpec, input: RuleInput): RecordShape {
  const definition = input.context.definitions.get(source.pointer)?.definition as SourceDefinition | undefined
  if (!definition?.shape || Object.values(source.plugin.config).some(hasProviderReference)) return unknownShape
  const parsed = attempt(() => definition.config.parse(source.plugin.config))
  if ('error' in parsed) return unknownShape
  const shape = attempt(() => definition.shape!(parsed.value))
  if (!('error' in shape)) return shape.value
  if (isConfigException(shape.error)) reportSource(source, shape.error.message, input)
  return unknownShape
}

/** Settings that are fine one by one, but not together, or that name something that does not exist. */
function reportSource({ plugin, pointer }: SourceSpec, message: string, { context }: RuleInput): void {
  const key = Object.keys(plugin.config).find((name) => message.includes(name))
  const meant = / Did you mean (\S+)\?$/.exec(message)
  context.report.add({
    code: 'SLW2004',
    message: sentence(meant ? message.slice(0, meant.index) : message),
    pointer: key === undefined ? child(pointer, 'config') : child(child(pointer, 'config'), key),
    part: key === undefined ? 'key' : 'value',
    suggestion: meant?.[1],
  })
}

/** The shape behind the last step. */
function followChain(connector: ConnectorSpec, start: RecordShape, input: RuleInput): RecordShape {
  let shape = start
  for (const step of connector.transforms) shape = follow(step, shape, input)
  return shape
}

function follow(step: TransformSpec, before: RecordShape, input: RuleInput): RecordShape {
  if (!step.plugin) return step.keepsShape ? before : unknownShape
  const definition = input.context.definitions.get(step.pointer)?.definition as TransformationDefinition | undefined
  if (!definition?.shape || Object.values(step.plugin.config).some(hasProviderReference)) return unknownShape
  const variant: Variant = step.plugin.className.endsWith('$Key') ? 'key' : 'value'
  const parsed = attempt(() => definition.config.parse(step.plugin!.config))
  if ('error' in parsed) return unknownShape
  const after = attempt(() => definition.shape!(before, parsed.value, { variant }))
  if ('error' in after) {
    const known = variant === 'key' ? before.keySchema : before.valueSchema
    if (step.predicate === null && known !== undefined) reportStep(step, before, variant, after.error, input)
    return unknownShape
  }
  const { absentFields = [], ...shape } = after.value
  for (const name of absentFields) reportAbsent(step, name, before, variant, input)
  return step.predicate === null ? shape : either(before, shape)
}

/** Java passes over such a name in silence, so the step does not what its author meant, but nothing fails. */
function reportAbsent(
  step: TransformSpec,
  name: string,
  before: RecordShape,
  variant: Variant,
  { context }: RuleInput,
) {
  const schema = variant === 'key' ? before.keySchema : before.valueSchema
  const fields = schema?.type === 'struct' ? schema.fields.map((field) => field.name) : []
  const setting = settingNaming(name, step)
  context.report.add({
    severity: 'warning',
    code: 'SLW2009',
    message: `The step "${step.alias}" names a field that no record has: ${name}.`,
    pointer: setting ? child(child(step.pointer, 'config'), setting.key) : step.pointer,
    suggestion: nearest(name, fields),
    hint: `Before this step the ${variant} is ${describe(schema)}.`,
  })
}

type Attempt<T> = { readonly value: T } | { readonly error: unknown }

function attempt<T>(action: () => T): Attempt<T> {
  try {
    return { value: action() }
  } catch (error) {
    return { error }
  }
}

/** Behind a step with a predicate a record has the shape before or the one after: only what is the same in both is known. */
function either(before: RecordShape, after: RecordShape): RecordShape {
  return {
    ...(before.topic !== undefined && before.topic === after.topic && { topic: before.topic }),
    keySchema: before.keySchema === after.keySchema ? before.keySchema : undefined,
    valueSchema: before.valueSchema === after.valueSchema ? before.valueSchema : undefined,
  }
}

function reportStep(
  step: TransformSpec,
  before: RecordShape,
  variant: Variant,
  error: unknown,
  { context }: RuleInput,
): void {
  const message = error instanceof Error ? error.message : String(error)
  const schema = variant === 'key' ? before.keySchema : before.valueSchema
  const fields = schema?.type === 'struct' ? schema.fields.map((field) => field.name) : []
  const word = settingNaming(message, step)
  context.report.add({
    code: 'SLW2009',
    message: `The step "${step.alias}" must fail: ${message}${/[.!?]$/.test(message) ? '' : '.'}`,
    pointer: word ? child(child(step.pointer, 'config'), word.key) : step.pointer,
    suggestion: word && nearest(word.value, fields),
    hint: `Before this step the ${variant} is ${describe(schema)}.`,
  })
}

/** The setting whose value holds the name that the message complains about. */
function settingNaming(
  message: string,
  step: TransformSpec,
): { readonly key: string; readonly value: string } | undefined {
  for (const [key, text] of Object.entries(step.plugin?.config ?? {}))
    for (const value of text.split(/[,:]/).map((part) => part.trim()))
      if (
        value !== '' &&
        message
          .split(/[^\w.$-]+/)
          .map(trimDots)
          .includes(value)
      )
        return { key, value }
  return undefined
}

const trimDots = (word: string) => word.replace(/\.+$/, '')

function describe(schema: Schema | null | undefined): string {
  if (schema === undefined) return 'not known'
  if (schema === null) return 'null or without schema'
  if (schema.type !== 'struct')
    return `a ${schema.type}${schema.name === null ? '' : ` (${schema.name})`}, not a struct`
  return `a struct with the fields ${schema.fields.map((field) => field.name).join(', ') || '(none)'}`
}
