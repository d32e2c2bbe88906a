import type { LogRecord } from './log-record.ts'
import type { Mode, Reference, SchemaType, SchemaVersion, SubjectConfig } from './model.ts'

/** The registry's state, built from the records of `_schemas` in order. Pure: `apply` is the only change. */
export class SchemaStore {
  readonly #subjects = new Map<string, Map<number, SchemaVersion>>()
  readonly #configs = new Map<string | null, SubjectConfig>()
  readonly #modes = new Map<string | null, Mode>()
  /** Texts of all ids, deleted ones too: an id is for ever. */
  readonly #byId = new Map<number, SchemaVersion>()
  readonly #idsByContent = new Map<string, number>()
  #maxId = 0

  apply(record: LogRecord): void {
    switch (record.kind) {
      case 'SCHEMA':
        this.#applySchema(record.subject, record.version, record.value)
        break
      case 'CONFIG':
        setOrDelete(this.#configs, record.subject, record.value)
        break
      case 'MODE':
        setOrDelete(this.#modes, record.subject, record.value)
        break
      case 'DELETE_SUBJECT':
        if (record.value !== null) this.#deleteUpTo(record.subject, record.value.version)
        break
      case 'CLEAR_SUBJECT':
        this.#subjects.delete(record.subject)
        break
      case 'NOOP':
        break
    }
  }

  #applySchema(subject: string, version: number, value: SchemaVersion | null): void {
    const versions = this.#subjects.get(subject) ?? new Map<number, SchemaVersion>()
    if (value === null) {
      const gone = versions.get(version)
      versions.delete(version)
      if (versions.size === 0) this.#subjects.delete(subject)
      if (gone !== undefined) this.#forgetUnused(gone.id)
      return
    }
    versions.set(version, value)
    this.#subjects.set(subject, versions)
    this.#byId.set(value.id, value)
    this.#idsByContent.set(contentKey(value), value.id)
    this.#maxId = Math.max(this.#maxId, value.id)
  }

  #forgetUnused(id: number): void {
    for (const versions of this.#subjects.values())
      for (const version of versions.values())
        if (version.id === id) {
          this.#byId.set(id, version)
          return
        }
    const last = this.#byId.get(id)
    this.#byId.delete(id)
    if (last !== undefined) this.#idsByContent.delete(contentKey(last))
  }

  #deleteUpTo(subject: string, version: number): void {
    const versions = this.#subjects.get(subject)
    for (const known of versions?.values() ?? [])
      if (known.version <= version) versions!.set(known.version, { ...known, isDeleted: true })
  }

  get maxId(): number {
    return this.#maxId
  }

  /** Names in alphabetical order; of subjects with only deleted versions when `withDeleted`. */
  subjects(withDeleted: boolean): readonly string[] {
    return [...this.#subjects.keys()].filter((subject) => this.versions(subject, withDeleted).length > 0).sort()
  }

  /** In order of version. */
  versions(subject: string, withDeleted: boolean): readonly SchemaVersion[] {
    return [...(this.#subjects.get(subject)?.values() ?? [])]
      .filter((version) => withDeleted || !version.isDeleted)
      .sort((a, b) => a.version - b.version)
  }

  version(subject: string, version: number): SchemaVersion | undefined {
    return this.#subjects.get(subject)?.get(version)
  }

  all(withDeleted: boolean): readonly SchemaVersion[] {
    return this.subjects(withDeleted).flatMap((subject) => this.versions(subject, withDeleted))
  }

  byId(id: number): SchemaVersion | undefined {
    return this.#byId.get(id)
  }

  idOf(content: {
    readonly schema: string
    readonly schemaType: SchemaType
    readonly references: readonly Reference[]
  }) {
    return this.#idsByContent.get(contentKey(content))
  }

  config(subject: string | null): SubjectConfig | undefined {
    return this.#configs.get(subject)
  }

  mode(subject: string | null): Mode | undefined {
    return this.#modes.get(subject)
  }

  /** Undeleted versions that refer to that one. */
  referrers(subject: string, version: number): readonly SchemaVersion[] {
    return this.all(false).filter((candidate) =>
      candidate.references.some((reference) => reference.subject === subject && reference.version === version),
    )
  }
}

function setOrDelete<V>(map: Map<string | null, V>, key: string | null, value: V | null): void {
  if (value === null) map.delete(key)
  else map.set(key, value)
}

/** Two schemas with the same key share an id. */
export const contentKey = (content: {
  readonly schema: string
  readonly schemaType: SchemaType
  readonly references: readonly Reference[]
}): string =>
  JSON.stringify([content.schemaType, content.schema, content.references.map((r) => [r.name, r.subject, r.version])])
