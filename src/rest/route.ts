import type { Catalogue } from '../plugins/index.ts'
import type { BundleStore, Herder, RecentLogs } from '../runtime/index.ts'
import type { Mask } from './mask/mask.ts'

/** What a caller must be allowed to do; each includes those before it. */
export const ROLES = ['read', 'operate', 'deploy', 'admin'] as const
export type Role = (typeof ROLES)[number]

export const allows = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed)

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface RestRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed JSON; undefined when there was no body. */
  readonly body: unknown
  /** The same as it came, for signatures. */
  readonly rawBody: Buffer
  readonly headers: Readonly<Record<string, string | undefined>>
  /** `http://host:port` as the caller addressed this worker, for Location headers. */
  readonly baseUrl: string
  /** What the caller may do. */
  readonly role: Role
  /** Hides secrets from callers that may not deploy; null when the caller may see everything. */
  readonly mask: Mask | null
}

export interface RestResponse {
  readonly status: number
  /** Absent: no body at all. */
  readonly body?: unknown
  /** Instead of `body`: text that is not JSON, with its media type. */
  readonly text?: { readonly type: string; readonly content: string }
  readonly headers?: Readonly<Record<string, string>>
}

export interface RestContext {
  readonly herder: Herder
  readonly catalogue: Catalogue
  /** Where uploaded code goes; absent: none is taken. */
  readonly bundles?: BundleStore
  /** What connectors logged of late; absent: not kept. */
  readonly logs?: RecentLogs
  /** Version and commit that `GET /` reports. */
  readonly version: { readonly version: string; readonly commit: string }
  /** Worker settings that decide answers. */
  readonly settings: {
    readonly topicTrackingEnabled: boolean
    readonly topicTrackingResetAllowed: boolean
    /** Default log level scope and so on come from the request; the worker's own configuration is shown masked by /config/worker. */
    readonly workerConfig: Readonly<Record<string, string>>
    /** `inter.worker.verification.algorithms`. Default: HmacSHA256. */
    readonly verificationAlgorithms?: readonly string[]
    /** How long `GET /health` waits for the herder. Default: 10 s, as in Kafka Connect. */
    readonly healthTimeoutMs?: number
  }
}

/** One endpoint: the server, the OpenAPI document and the role check all come from this. */
export interface Route {
  readonly method: Method
  /** Path with `:name` parameters. */
  readonly path: string
  readonly role: Role
  /** One sentence for OpenAPI. */
  readonly summary: string
  /** Also served on `admin.listeners`, and only there when they are set. */
  readonly isAdmin?: boolean
  /** Not part of Kafka Connect's API: stands in the differences table. */
  readonly isExtension?: boolean
  /** For other workers of the group only: no credential, a signature instead; not in the OpenAPI document. */
  readonly isInternal?: boolean
  /** Refused when everybody may call: it asks for a credential, or from loopback for the worker's own token. */
  readonly asksForCredential?: boolean
  /** Answered without a credential. */
  readonly isPublic?: boolean
  /** Media type of an answer that is not JSON. */
  readonly textType?: string
  /** Time in milliseconds within which the answer must be there. Default 90 s. */
  readonly timeoutMs?: number
  /** Query parameters, for OpenAPI. */
  readonly query?: Readonly<Record<string, string>>
  handle(context: RestContext, request: RestRequest): Promise<RestResponse> | RestResponse
}

export const ok = (body: unknown): RestResponse => ({ status: 200, body })
export const accepted: RestResponse = { status: 202 }
export const noContent: RestResponse = { status: 204 }
