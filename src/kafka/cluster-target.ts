/** Which broker a request goes to. */
export type Target =
  | { readonly node: number }
  | { readonly leaderOf: { readonly topic: string; readonly partition: number } }
  | { readonly group: string }
  | { readonly transaction: string }
  | 'controller'
  | 'any'

export function targetText(target: Target): string {
  if (typeof target === 'string') return target === 'any' ? 'any broker' : 'the controller'
  if ('node' in target) return `node ${target.node}`
  if ('leaderOf' in target) return `the leader of ${target.leaderOf.topic}-${target.leaderOf.partition}`
  return 'group' in target ? `the coordinator of group "${target.group}"` : `the coordinator of "${target.transaction}"`
}
