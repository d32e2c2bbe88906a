import { type CheckedSchema, compatibilityProblems, type EarlierVersion } from './compatibility.ts'
import type { ParsedSchema } from './kinds/index.ts'
import type { LogRecord } from './log-record.ts'
import {
  type CompatibilityLevel,
  type Mode,
  modes,
  type SchemaRequest,
  type SchemaVersion,
  type SubjectConfig,
} from './model.ts'
import { ParsedSchemas, type SchemaText } from './parsed-schemas.ts'
import * as errors from './registry-error.ts'
import type { RegistryLog } from './registry-log.ts'
import { contentKey, SchemaStore } from './schema-store.ts'

const DEFAULT_LEVEL: CompatibilityLevel = 'BACKWARD'
const DEFAULT_MODE: Mode = 'READWRITE'

/**
 * The registry's rules: which ids and versions schemas get, what may follow what, what may be deleted. Reads are from memory, writes go through the log one
 * after another. Throws RegistryError with Confluent's codes and texts.
 */
export class Registry {
  readonly store = new SchemaStore()
  readonly #log: RegistryLog
  readonly #parsed = new ParsedSchemas(this.store)
  #writes: Promise<unknown> = Promise.resolve()

  constructor(log: RegistryLog) {
    this.#log = log
  }

  async start(): Promise<void> {
    await this.#log.start((record) => this.store.apply(record))
  }

  async close(): Promise<void> {
    await this.#writes.catch(() => undefined)
    await this.#log.close()
  }

  /** Runs a change alone, after all records that others wrote were seen. */
  #exclusive<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#writes.then(async () => {
      await this.#log.refresh()
      return change()
    })
    this.#writes = done.catch(() => undefined)
    return done
  }

  #append(...records: readonly LogRecord[]): Promise<void> {
    return this.#log.append(records)
  }

  level(subject: string): CompatibilityLevel {
    return (
      this.store.config(subject)?.compatibilityLevel ?? this.store.config(null)?.compatibilityLevel ?? DEFAULT_LEVEL
    )
  }

  globalConfig(): SubjectConfig {
    return { compatibilityLevel: DEFAULT_LEVEL, ...this.store.config(null) }
  }

  mode(subject: string | null): Mode {
    const global = this.store.mode(null) ?? DEFAULT_MODE
    if (global === 'READONLY_OVERRIDE') return global
    return (subject === null ? undefined : this.store.mode(subject)) ?? global
  }

  #isNormalizing(subject: string, asked: boolean): boolean {
    return asked || (this.store.config(subject)?.normalize ?? this.store.config(null)?.normalize) === true
  }

  /** Throws 42201. */
  parse(request: SchemaText): ParsedSchema {
    return this.#parsed.parse(request)
  }

  #content(request: SchemaRequest, normalize: boolean) {
    const parsed = this.parse(request)
    const schema = normalize ? parsed.normalized : parsed.canonical
    return { schema, schemaType: request.schemaType, references: request.references, parsed }
  }

  /** The version of the subject that has this schema. Throws 40401, 40403. */
  lookUp(subject: string, request: SchemaRequest, options: { normalize: boolean; deleted: boolean }): SchemaVersion {
    const versions = this.store.versions(subject, options.deleted)
    if (versions.length === 0) throw errors.subjectNotFound(subject)
    const wanted = contentKey(this.#content(request, this.#isNormalizing(subject, options.normalize)))
    const found = versions.findLast((version) => contentKey(version) === wanted)
    if (found === undefined) throw errors.schemaNotFound()
    return found
  }

  /** Gives the schema an id and, unless the subject has it, a version. Throws 42201, 42205, 409. */
  register(subject: string, request: SchemaRequest, normalize: boolean): Promise<SchemaVersion> {
    return this.#exclusive(async () => {
      const mode = this.mode(subject)
      this.#assertWritable(subject, mode)
      const { parsed, ...content } = this.#content(request, this.#isNormalizing(subject, normalize))
      const live = this.store.versions(subject, false)
      const same = live.findLast((version) => contentKey(version) === contentKey(content))
      if (same !== undefined && (request.id === undefined || request.id === same.id)) return same
      if (mode !== 'IMPORT') this.#assertCompatible(subject, { schemaType: request.schemaType, parsed }, live)
      const value: SchemaVersion = {
        subject,
        ...content,
        ...this.#numbers(subject, request, content, mode),
        isDeleted: false,
        extra: request.extra,
      }
      await this.#append({ kind: 'SCHEMA', subject, version: value.version, value })
      return value
    })
  }

  #numbers(
    subject: string,
    request: SchemaRequest,
    content: Parameters<SchemaStore['idOf']>[0],
    mode: Mode,
  ): { id: number; version: number } {
    const next = (this.store.versions(subject, true).at(-1)?.version ?? 0) + 1
    if (request.id !== undefined && request.id >= 0) {
      if (mode !== 'IMPORT') throw errors.operationNotPermitted(`Subject ${subject} is not in import mode`)
      const taken = this.store.byId(request.id)
      if (taken !== undefined && contentKey(taken) !== contentKey(content))
        throw errors.operationNotPermitted(`Overwrite new schema with id ${request.id} is not permitted.`)
      return { id: request.id, version: request.version ?? next }
    }
    return { id: this.store.idOf(content) ?? this.store.maxId + 1, version: next }
  }

  #assertWritable(subject: string | null, mode: Mode): void {
    if (mode === 'READONLY' || mode === 'READONLY_OVERRIDE' || mode === 'FORWARD')
      throw errors.operationNotPermitted(`Subject ${subject} is in read-only mode`)
  }

  #assertCompatible(subject: string, checked: CheckedSchema, live: readonly SchemaVersion[]): void {
    const problems = compatibilityProblems(checked, this.#earlier(live), this.level(subject))
    if (problems.length > 0) throw errors.incompatibleSchema(subject, problems)
  }

  #earlier(versions: readonly SchemaVersion[]): EarlierVersion[] {
    return versions.map((version) => ({ version, parsed: this.parse(version) }))
  }

  /** Why the schema could not be registered; `version` undefined = against all that the level looks at. */
  test(subject: string, request: SchemaRequest, version: SchemaVersion | undefined): readonly string[] {
    const level = this.level(subject)
    const versions = version === undefined ? this.store.versions(subject, false) : [version]
    return compatibilityProblems(
      { schemaType: request.schemaType, parsed: this.parse(request) },
      this.#earlier(versions),
      level,
    )
  }

  /** `latest`, `-1` or a number. Throws 40401, 40402, 42202. */
  version(subject: string, given: string, withDeleted: boolean): SchemaVersion {
    const number = parseVersion(given)
    const versions = this.store.versions(subject, withDeleted)
    if (number === 'latest') {
      const latest = versions.at(-1)
      if (latest === undefined) throw errors.subjectNotFound(subject)
      return latest
    }
    if (this.store.versions(subject, true).length === 0) throw errors.subjectNotFound(subject)
    const found = versions.find((version) => version.version === number)
    if (found === undefined)
      throw versions.length === 0 ? errors.subjectNotFound(subject) : errors.versionNotFound(number)
    return found
  }

  deleteVersion(subject: string, given: string, isPermanent: boolean): Promise<number> {
    return this.#exclusive(async () => {
      this.#assertWritable(subject, this.mode(subject))
      if (this.store.versions(subject, true).length === 0) throw errors.subjectNotFound(subject)
      const found = this.version(subject, given, true)
      const { version } = found
      if (isPermanent && !found.isDeleted) throw errors.versionNotSoftDeleted(subject, version)
      if (!isPermanent && found.isDeleted) throw errors.versionSoftDeleted(subject, version)
      if (this.store.referrers(subject, version).length > 0) throw errors.referenceExists(subject, version)
      const value = isPermanent ? null : { ...found, isDeleted: true }
      await this.#append({ kind: 'SCHEMA', subject, version, value })
      return version
    })
  }

  deleteSubject(subject: string, isPermanent: boolean): Promise<readonly number[]> {
    return this.#exclusive(async () => {
      this.#assertWritable(subject, this.mode(subject))
      const all = this.store.versions(subject, true)
      if (all.length === 0) throw errors.subjectNotFound(subject)
      const live = all.filter((version) => !version.isDeleted)
      if (isPermanent && live.length > 0) throw errors.subjectNotSoftDeleted(subject)
      if (!isPermanent && live.length === 0) throw errors.subjectSoftDeleted(subject)
      const affected = isPermanent ? all : live
      for (const { version } of affected)
        if (this.store.referrers(subject, version).length > 0) throw errors.referenceExists(subject, version)
      await this.#append(...deletionOf(subject, affected, isPermanent), ...this.#ownSettings(subject))
      return affected.map(({ version }) => version)
    })
  }

  /** Tombstones for a subject's own configuration and mode, which end with it. */
  #ownSettings(subject: string): LogRecord[] {
    return [
      ...(this.store.config(subject) === undefined ? [] : [{ kind: 'CONFIG', subject, value: null } as const]),
      ...(this.store.mode(subject) === undefined ? [] : [{ kind: 'MODE', subject, value: null } as const]),
    ]
  }

  setConfig(subject: string | null, config: SubjectConfig): Promise<void> {
    return this.#exclusive(async () => {
      this.#assertWritable(subject, this.mode(subject))
      await this.#append({ kind: 'CONFIG', subject, value: { ...this.store.config(subject), ...config } })
    })
  }

  /** Gives the configuration that was in force before. Throws 40401 for a subject without one. */
  deleteConfig(subject: string | null): Promise<SubjectConfig> {
    return this.#exclusive(async () => {
      const config = this.store.config(subject)
      if (config === undefined && subject !== null) throw errors.subjectNotFound(subject)
      const previous = config ?? this.globalConfig()
      if (config !== undefined) await this.#append({ kind: 'CONFIG', subject, value: null })
      return previous
    })
  }

  setMode(subject: string | null, given: string, isForced: boolean): Promise<Mode> {
    return this.#exclusive(async () => {
      const mode = modes.find((candidate) => candidate === given.toUpperCase())
      if (mode === undefined) throw errors.invalidMode()
      const hasSchemas =
        subject === null ? this.store.all(false).length > 0 : this.store.versions(subject, false).length > 0
      if (mode === 'IMPORT' && this.mode(subject) !== 'IMPORT' && hasSchemas && !isForced)
        throw errors.operationNotPermitted(
          subject === null
            ? 'Cannot import since found existing subjects'
            : `Cannot import since found existing subjects in ${subject}`,
        )
      await this.#append({ kind: 'MODE', subject, value: mode })
      return mode
    })
  }

  deleteMode(subject: string): Promise<Mode> {
    return this.#exclusive(async () => {
      const mode = this.store.mode(subject)
      if (mode === undefined) throw errors.subjectNotFound(subject)
      await this.#append({ kind: 'MODE', subject, value: null })
      return mode
    })
  }
}

function deletionOf(subject: string, versions: readonly SchemaVersion[], isPermanent: boolean): LogRecord[] {
  if (isPermanent) return versions.map(({ version }) => ({ kind: 'SCHEMA', subject, version, value: null }))
  return [{ kind: 'DELETE_SUBJECT', subject, value: { version: versions.at(-1)!.version } }]
}

function parseVersion(given: string): number | 'latest' {
  if (given === 'latest' || given === '-1') return 'latest'
  const number = Number(given)
  if (!/^\d+$/.test(given) || number < 1 || number > 0x7fff_ffff) throw errors.invalidVersion(given)
  return number
}
