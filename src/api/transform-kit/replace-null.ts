/** The key that most SMTs share (KIP-1040). */
export const replaceNullWithDefault = {
  type: 'BOOLEAN',
  default: true,
  importance: 'MEDIUM',
  doc: 'Whether a null in a field that has a default is replaced by that default. Set it to `false` to keep the null.',
} as const
