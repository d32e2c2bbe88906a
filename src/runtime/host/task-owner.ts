import { AsyncLocalStorage } from 'node:async_hooks'

/** On whose behalf code runs in a host: a stray exception is laid at that door, not at its neighbours'. */
export type Owner = { readonly run: string } | { readonly connector: string }

const storage = new AsyncLocalStorage<Owner>()

export const withOwner = <T>(owner: Owner, call: () => T): T => storage.run(owner, call)
export const currentOwner = (): Owner | undefined => storage.getStore()
