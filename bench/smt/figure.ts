export interface Figure {
  readonly name: string
  /** A record. */
  readonly nanos: number
}
