const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Where the extended grapheme cluster that starts at `at` ends (`\X`). */
export function clusterEnd(input: string, at: number): number {
  const [first] = segmenter.segment(input.slice(at))
  return at + (first?.segment.length ?? 0)
}

/** `\\b{g}`. */
export function isClusterBoundary(input: string, at: number): boolean {
  return at === input.length || segmenter.segment(input).containing(at)?.index === at
}
