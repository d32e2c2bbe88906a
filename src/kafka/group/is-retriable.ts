/** Whether an error says of itself that the same call may succeed later. */
export function isRetriable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'retriable' in error && error.retriable === true
}
