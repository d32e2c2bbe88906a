import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { nearest } from '../errors/index.ts'
import { pipelineFileSchema } from '../spec/index.ts'
import { child, partsOf } from './pointer.ts'
import type { Finding, Report } from './report.ts'

let compiled: ValidateFunction | undefined

function validator(): ValidateFunction {
  compiled ??= new Ajv2020({ allErrors: true, verbose: true, strict: false, validateSchema: false }).compile(
    pipelineFileSchema,
  )
  return compiled
}

/** Reports every place where the tree does not have the shape of a pipeline file: unknown and missing keys, wrong types. */
export function checkStructure(tree: unknown, report: Report): void {
  const validate = validator()
  if (validate(tree)) return
  const errors = validate.errors ?? []
  const findings = errors.map((error) => ({ error, finding: findingOf(error) }))
  const replaced = new Set<string>()
  for (const { error, finding } of findings)
    if (error.keyword === 'additionalProperties' && finding.suggestion)
      replaced.add(child(error.instancePath, finding.suggestion))
  for (const { error, finding } of findings) {
    const isSameMistake =
      error.keyword === 'required' && replaced.has(child(error.instancePath, error.params['missingProperty']))
    if (!isSameMistake) report.add(finding)
  }
}

const describe = (pointer: string): string => {
  const last = partsOf(pointer).at(-1)
  return last === undefined ? 'The pipeline' : /^\d+$/.test(last) ? 'This entry' : `"${last}"`
}

function findingOf(error: ErrorObject): Finding {
  const pointer = error.instancePath
  const name = describe(pointer)
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error)
    case 'required':
      return missingKey(error)
    case 'type':
      return wrongType(error, name)
    case 'enum': {
      const allowed = (error.params['allowedValues'] as unknown[]).map(String)
      return {
        code: 'SLW2004',
        message: `${name} must be ${listed(allowed)}, but it is ${show(error.data)}.`,
        pointer,
        suggestion: nearest(String(error.data), allowed),
      }
    }
    case 'minProperties':
    case 'minItems':
    case 'minLength':
      return { code: 'SLW2004', message: `${name} must not be empty.`, pointer }
    case 'minimum':
      return {
        code: 'SLW2004',
        message: `${name} must be at least ${error.params['limit']}, but it is ${show(error.data)}.`,
        pointer,
      }
    default:
      return { code: 'SLW2004', message: `${name} ${error.message ?? 'is not valid'}.`, pointer }
  }
}

function unknownKey(error: ErrorObject): Finding {
  const key = error.params['additionalProperty'] as string
  const parent = error.parentSchema as { readonly properties?: Readonly<Record<string, unknown>> }
  const known = Object.keys(parent.properties ?? {})
  const suggestion = nearest(key, known)
  const where = error.instancePath === '' ? 'a pipeline file' : describe(error.instancePath)
  const isSetting = !suggestion && known.includes('config')
  return {
    code: 'SLW2001',
    message: `Unknown key "${key}" in ${where.startsWith('This') ? 'this entry' : where}.`,
    pointer: child(error.instancePath, key),
    part: 'key',
    suggestion,
    hint: isSetting
      ? `A setting of the plugin goes under \`config\`. Known here: ${known.join(', ')}.`
      : `Known here: ${known.join(', ')}.`,
  }
}

function missingKey(error: ErrorObject): Finding {
  const key = error.params['missingProperty'] as string
  return {
    code: 'SLW2003',
    message: `${describe(error.instancePath)} has no "${key}".`,
    pointer: error.instancePath,
    part: 'key',
    hint: `Add \`${key}:\`.`,
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
}

function wrongType(error: ErrorObject, name: string): Finding {
  const types = [error.params['type'] as string | readonly string[]].flat()
  const wanted = alternatives(types.map((type) => typeNames[type] ?? type))
  const isConfigValue = /\/config\/[^/]+$/.test(error.instancePath)
  const hint =
    error.data === null
      ? 'Give it a value, or remove the key.'
      : isConfigValue && typeof error.data === 'object'
        ? 'Kafka Connect settings are flat: write nested names with dots, for example `value.converter.schemas.enable`.'
        : types.length === 1 && types[0] === 'array'
          ? 'Start each entry with `- `.'
          : 'Use a value of that type.'
  const found =
    error.data === null
      ? `${name} has no value; it must be ${wanted}.`
      : `${name} must be ${wanted}, but it is ${kindOf(error.data)}.`
  return { code: 'SLW2002', message: found, pointer: error.instancePath, hint }
}

const alternatives = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

const listed = (values: readonly string[]) => alternatives(values.map((value) => `"${value}"`))

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'string' ? `the text ${show(value)}` : show(value)
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
