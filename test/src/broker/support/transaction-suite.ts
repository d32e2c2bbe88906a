import { describe, expect, it } from 'vitest'
import { TransactionClient } from './transaction-client.ts'

export interface TransactionSubject {
  readonly bootstrapServers: () => string
  /** Level of the feature `transaction.version`. */
  readonly level: 1 | 2
  /** Longer than the broker takes to abort a transaction whose time is over. */
  readonly abortedWithinMs: number
}

/**
 * What a broker answers to transactional requests, version by version. Every expectation was seen on Apache Kafka 4.3.1: it is
 * the version of a request that decides, and the feature's level matters only where the coordinator acts by itself.
 */
export function transactionSuite(name: string, { bootstrapServers, level, abortedWithinMs }: TransactionSubject): void {
  const scenario = (what: string, play: (client: TransactionClient) => Promise<void>, timeoutMs?: number) =>
    it(
      what,
      async () => {
        const client = await TransactionClient.begin(bootstrapServers(), timeoutMs)
        try {
          await play(client)
        } finally {
          client.close()
        }
      },
      abortedWithinMs + 20_000,
    )

  describe(`transactions, ${name}`, () => {
    scenario('raise the epoch at each end, and know a repeated end by its epoch', async (client) => {
      expect(await client.produce(12, client.at(0))).toBe('NONE')
      expect(await client.state()).toBe('Ongoing e0')
      expect(await client.end(5, client.at(0), true)).toBe('NONE e1')
      expect(await client.state()).toBe('CompleteCommit e1')
      expect(await client.end(5, client.at(0), true)).toBe('NONE e1')
      expect(await client.end(5, client.at(0), false)).toBe('INVALID_TXN_STATE')
      expect(await client.produce(12, client.at(0), 1)).toBe('INVALID_PRODUCER_EPOCH')
      expect(await client.log()).toEqual(['records e0', 'marker e1'])
    })

    scenario('leave the next transaction alone when an end comes late', async (client) => {
      await client.produce(12, client.at(0))
      expect(await client.end(5, client.at(0), true)).toBe('NONE e1')
      expect(await client.produce(12, client.at(1), 1)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
      expect(await client.produce(12, client.at(1))).toBe('NONE')
      for (const committed of [true, false])
        expect(await client.end(5, client.at(0), committed)).toBe('PRODUCER_FENCED')
      expect(await client.end(4, client.at(0), true)).toBe('PRODUCER_FENCED')
      expect(await client.state()).toBe('Ongoing e1')
      expect(await client.end(5, client.at(1), false)).toBe('NONE e2')
      expect(await client.state()).toBe('CompleteAbort e2')
      expect(await client.log()).toEqual(['records e0', 'marker e1', 'records e1', 'marker e2'])
    })

    scenario('may be aborted, not committed, without anything in them', async (client) => {
      expect(await client.end(5, client.at(0), true)).toBe('INVALID_TXN_STATE')
      expect(await client.end(5, client.at(0), false)).toBe('NONE e1')
      expect(await client.state()).toBe('CompleteAbort e1')
      expect(await client.end(5, client.at(0), false)).toBe('NONE e1')
      expect(await client.end(5, client.at(1), true)).toBe('INVALID_TXN_STATE')
      expect(await client.produce(12, client.at(1))).toBe('NONE')
      expect(await client.end(5, client.at(1), true)).toBe('NONE e2')
      expect(await client.end(5, client.at(2), true)).toBe('INVALID_TXN_STATE')
      expect(await client.end(5, client.at(2), false)).toBe('NONE e3')
      expect(await client.state()).toBe('CompleteAbort e3')
    })

    scenario('take records of partitions that were not added since version 12 alone', async (client) => {
      for (const version of [9, 10]) expect(await client.produce(version, client.at(0))).toBe('INVALID_TXN_STATE')
      expect(await client.produce(11, client.at(0))).toBe('TRANSACTION_ABORTABLE')
      expect(await client.state()).toBe('Empty e0')
      expect(await client.produce(12, client.at(0))).toBe('NONE')
      expect(await client.produce(11, client.at(0), 1)).toBe('NONE')
    })

    scenario('take offsets of groups that were not added since version 5 alone', async (client) => {
      expect(await client.commitOffset(4, client.at(0), 5n)).toBe('TRANSACTION_ABORTABLE')
      expect(await client.commitOffset(5, client.at(0), 5n)).toBe('NONE')
      expect(await client.state()).toBe('Ongoing e0')
      expect(await client.end(5, client.at(0), true)).toBe('NONE e1')
      expect(await client.committedOffset()).toBe(5n)
      expect(await client.commitOffset(5, client.at(0), 4n)).toBe('INVALID_PRODUCER_EPOCH')
      const other = { ...client.at(1), producerId: client.first.producerId + 1000n }
      expect(await client.commitOffset(5, other, 4n)).toBe('INVALID_PRODUCER_ID_MAPPING')
      expect(await client.committedOffset()).toBe(5n)
    })

    scenario('refuse producers that they do not belong to', async (client) => {
      const other = { ...client.first, producerId: client.first.producerId + 1000n }
      expect(await client.produce(12, other)).toBe('INVALID_PRODUCER_ID_MAPPING')
      expect(await client.produce(12, client.at(9))).toBe('INVALID_PRODUCER_EPOCH')
      expect(await client.produce(12, client.at(0), 0, 'unknown')).toBe('INVALID_PRODUCER_ID_MAPPING')
      expect(await client.produce(12, client.at(0), 5)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
      for (const version of [4, 5]) {
        expect(await client.end(version, other, true)).toBe('INVALID_PRODUCER_ID_MAPPING')
        expect(await client.end(version, client.at(9), true)).toBe('PRODUCER_FENCED')
        expect(await client.end(version, client.at(0), true, 'unknown')).toBe('INVALID_PRODUCER_ID_MAPPING')
      }
      expect(await client.end(1, client.at(9), true)).toBe('INVALID_PRODUCER_EPOCH')
    })

    scenario('give a producer that missed its new epoch the same once more', async (client) => {
      await client.produce(12, client.at(0))
      expect(await client.end(5, client.at(0), true)).toBe('NONE e1')
      expect(await client.state()).toBe('CompleteCommit e1')
      expect(await client.init(client.at(0))).toBe('e1')
      expect(await client.state()).toBe('Empty e1')
      expect(await client.init(client.at(1))).toBe('e2')
      expect(await client.init(client.at(0))).toBe('PRODUCER_FENCED')
    })

    scenario('are aborted by the next producer, under an epoch between', async (client) => {
      await client.produce(12, client.at(0))
      expect(await client.init()).toBe('e2')
      expect(await client.log()).toEqual(['records e0', 'marker e1'])
      expect(await client.state()).toBe('Empty e2')
      for (const bumps of [0, 1])
        for (const committed of [true, false])
          expect(await client.end(5, client.at(bumps), committed)).toBe('PRODUCER_FENCED')
      expect(await client.produce(12, client.at(0), 1)).toBe('INVALID_PRODUCER_EPOCH')
    })

    scenario('are aborted when their producer asks for a new epoch', async (client) => {
      await client.produce(12, client.at(0))
      expect(await client.init(client.at(0))).toBe(level === 2 ? 'e1' : 'PRODUCER_FENCED')
      expect(await client.state()).toBe(level === 2 ? 'Empty e1' : 'CompleteAbort e1')
    })

    scenario('keep their epoch for clients of before, which an end that comes late can harm', async (client) => {
      expect(await client.addPartition(client.at(0))).toBe('NONE')
      expect(await client.produce(11, client.at(0))).toBe('NONE')
      expect(await client.end(4, client.at(0), true)).toBe('NONE')
      expect(await client.state()).toBe('CompleteCommit e0')
      expect(await client.end(4, client.at(0), true)).toBe('NONE')
      expect(await client.end(4, client.at(0), false)).toBe('INVALID_TXN_STATE')
      expect(await client.end(5, client.at(0), true)).toBe('INVALID_TXN_STATE')
      expect(await client.addPartition(client.at(0))).toBe('NONE')
      expect(await client.produce(11, client.at(0), 1)).toBe('NONE')
      expect(await client.end(4, client.at(0), true)).toBe('NONE')
      expect(await client.state()).toBe('CompleteCommit e0')
      expect(await client.produce(12, client.at(0), 2)).toBe('NONE')
      expect(await client.end(5, client.at(0), true)).toBe('NONE e1')
      expect(await client.state()).toBe('CompleteCommit e1')
      expect(await client.end(4, client.at(0), true)).toBe('PRODUCER_FENCED')
      expect(await client.log()).toEqual([
        ...['records e0', 'marker e0', 'records e0', 'marker e0'],
        ...['records e0', 'marker e1'],
      ])
    })

    scenario(
      'tell their producer of an abort when their time was over, and let it go on',
      async (client) => {
        expect(await client.produce(12, client.at(0))).toBe('NONE')
        await expect.poll(() => client.state(), { timeout: abortedWithinMs }).toBe('CompleteAbort e1')
        expect(await client.produce(12, client.at(0), 1)).toBe('INVALID_PRODUCER_EPOCH')
        expect(await client.end(5, client.at(0), true)).toBe('INVALID_TXN_STATE')
        expect(await client.end(5, client.at(0), false)).toBe('NONE e1')
        expect(await client.produce(12, client.at(1))).toBe('NONE')
        expect(await client.end(5, client.at(1), true)).toBe('NONE e2')
      },
      1000,
    )
  })
}
