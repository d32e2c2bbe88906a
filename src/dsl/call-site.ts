/** Modules that the compiler or a task host evaluates have URLs of this scheme. */
export const BUNDLE_SCHEME = 'sluiceway-bundle:'

/** A place in a bundle's generated code, 1-based; the compiler maps it to the user's source. */
export interface CallSite {
  readonly line: number
  readonly column: number
}

/**
 * Where user code called the builder: the innermost stack frame inside a bundle. undefined when the pipeline was not loaded as a
 * bundle (a test that imports it, say): then there is nothing to point at.
 */
export function callSite(): CallSite | undefined {
  for (const frame of new Error().stack?.split('\n') ?? []) {
    const at = frame.includes(BUNDLE_SCHEME) ? /:(\d+):(\d+)\)?$/.exec(frame) : null
    if (at) return { line: Number(at[1]), column: Number(at[2]) }
  }
  return undefined
}

/** Call sites by JSON pointer into what a builder describes. */
export type CallSites = ReadonlyMap<string, CallSite>

export function siteAt(sites: CallSites, pointer: string): CallSites {
  const site = callSite()
  return site ? new Map([...sites, [pointer, site]]) : sites
}

/** The same sites as seen from further up. */
export const prefixed = (sites: CallSites, prefix: string): [string, CallSite][] =>
  [...sites].map(([pointer, site]) => [prefix + pointer, site])
