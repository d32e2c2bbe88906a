import * as cases from './registry/cases.ts'

type Delegate = (input: never) => unknown

const delegate =
  (name: string) =>
  (input: unknown): unknown => {
    const found = (cases as unknown as Record<string, Delegate>)[name]
    if (found === undefined) throw new Error(`${name} is not there yet`)
    return found(input as never)
  }

export const avroFrom = delegate('avroFrom')
export const avroTo = delegate('avroTo')
export const jsonSchemaFrom = delegate('jsonSchemaFrom')
export const wireFormat = delegate('wireFormat')
