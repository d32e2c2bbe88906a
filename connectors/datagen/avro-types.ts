/** The annotations of the Avro random generator (`arg.properties`): how a value is made. */
export interface Arguments {
  readonly options?: readonly unknown[]
  readonly regex?: string
  readonly prefix?: string
  readonly suffix?: string
  readonly length?: number | { readonly min?: number; readonly max?: number }
  /** `min` inclusive, `max` exclusive. */
  readonly range?: { readonly min?: number; readonly max?: number }
  readonly odds?: number
  readonly iteration?: Iteration
  readonly keys?: Arguments
}

export interface Iteration {
  readonly start?: number | boolean
  /** Where the values start over; exclusive. */
  readonly restart?: number
  readonly step?: number
  readonly initial?: number
}

export interface AvroField {
  readonly name: string
  readonly type: AvroType
  readonly doc?: string
  readonly default?: unknown
}

export interface AvroObject {
  readonly type: AvroType
  readonly logicalType?: string
  readonly name?: string
  readonly namespace?: string
  readonly doc?: string
  readonly fields?: readonly AvroField[]
  readonly items?: AvroType
  readonly values?: AvroType
  readonly symbols?: readonly string[]
  readonly size?: number
  readonly precision?: number
  readonly scale?: number
  readonly 'connect.name'?: string
  readonly 'arg.properties'?: Arguments
}

/** An Avro schema as JSON. */
export type AvroType = string | AvroObject | readonly AvroType[]
