import { describe, expect, it } from 'vitest'
import { partitionForKey } from '../../../../src/kafka/index.ts'
import { goldenLines } from '../../../support/golden-lines.ts'

interface Golden {
  readonly key: string
  readonly partitions: number
  readonly partition: number
}

describe('partition of a key', () => {
  it('is the one that the Java producer chose, for every recorded key', () => {
    const goldens = goldenLines<Golden>('producer-partitions.jsonl.gz')
    expect(goldens.length).toBeGreaterThan(1000)
    for (const { key, partitions, partition } of goldens)
      expect(partitionForKey(Buffer.from(key, 'base64'), partitions), `${key} of ${partitions}`).toBe(partition)
  })
})
