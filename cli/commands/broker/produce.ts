import { createInterface } from 'node:readline'
import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clientProperties, clusterFlags, pair, withCluster } from '../../broker/cluster-flags.ts'

export default class BrokerProduce extends BaseCommand {
  static override summary = 'Send the lines of standard input to a topic.'
  static override examples = [
    "echo 'k1:hello' | <%= config.bin %> broker produce greetings --key-separator :",
    '<%= config.bin %> broker produce orders --header source=test < orders.jsonl',
  ]
  static override args = { topic: Args.string({ required: true }) }
  static override flags = {
    ...clusterFlags,
    'key-separator': Flags.string({ summary: 'What parts the key from the value; without it records have no key.' }),
    partition: Flags.integer({ min: 0, summary: 'Send everything to this partition.' }),
    header: Flags.string({ multiple: true, summary: 'A header for every record.', helpValue: 'NAME=VALUE' }),
    property: Flags.string({ multiple: true, summary: "One of Kafka's producer settings.", helpValue: 'NAME=VALUE' }),
  }

  async run(): Promise<{ readonly topic: string; readonly records: number }> {
    const { args, flags } = await this.parse(BrokerProduce)
    const { createProducer } = await import('../../../src/kafka/index.ts')
    const properties = { ...clientProperties(flags), ...Object.fromEntries((flags.property ?? []).map(pair)) }
    const headers = (flags.header ?? []).map(pair).map(([key, value]) => ({ key, value: Buffer.from(value) }))
    const records = await withCluster(flags, async (cluster) => {
      const producer = createProducer(cluster, properties)
      let count = 0
      let failure: Error | undefined
      for await (const line of createInterface({ input: process.stdin })) {
        if (failure) break
        await producer.waitForSpace()
        const { key, value } = split(line, flags['key-separator'])
        producer.send(
          {
            topic: args.topic,
            key,
            value,
            headers,
            ...(flags.partition === undefined ? {} : { partition: flags.partition }),
          },
          (error) => {
            if (error) failure ??= error
            else count++
          },
        )
      }
      await producer.close()
      if (failure) throw failure
      return count
    })
    this.log(`Sent ${records} records to ${args.topic}.`)
    return { topic: args.topic, records }
  }
}

function split(line: string, separator: string | undefined): { key: Buffer | null; value: Buffer } {
  const at = separator === undefined ? -1 : line.indexOf(separator)
  if (separator === undefined || at < 0) return { key: null, value: Buffer.from(line) }
  return { key: Buffer.from(line.slice(0, at)), value: Buffer.from(line.slice(at + separator.length)) }
}
