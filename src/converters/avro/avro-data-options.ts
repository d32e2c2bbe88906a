/** Settings of the mapping between Connect and Avro schemas (Confluent's AvroDataConfig). */
export interface AvroDataOptions {
  /** Write `connect.*` properties, so that a schema comes back as it was. Default true. */
  readonly connectMetaData: boolean
  /** Keep enums and full names of union members. Default false. */
  readonly enhancedSchemaSupport: boolean
  /** Connect's own union and enum parameters instead of Avro's names. Default false. */
  readonly generalizedSumTypes: boolean
  /** A null stays null although the field has a default. Default false. */
  readonly ignoreDefaultForNullables: boolean
  /** Make names valid: URL-encode, prefix `x`, `_` for every invalid character. Default false. */
  readonly scrubInvalidNames: boolean
  /** Ignore docs and defaults of Avro types. Default false. */
  readonly discardTypeDocDefault: boolean
  /** Maps with optional string keys are Avro maps. Default false. */
  readonly allowOptionalMapKeys: boolean
  /** A union of one type is that type. Default true (Confluent's since 7.4). */
  readonly flattenSingletonUnions: boolean
  /** How many schemas each cache keeps. Default 1000. */
  readonly cacheSize: number
}

export const avroDataDefaults: AvroDataOptions = {
  connectMetaData: true,
  enhancedSchemaSupport: false,
  generalizedSumTypes: false,
  ignoreDefaultForNullables: false,
  scrubInvalidNames: false,
  discardTypeDocDefault: false,
  allowOptionalMapKeys: false,
  flattenSingletonUnions: true,
  cacheSize: 1000,
}
