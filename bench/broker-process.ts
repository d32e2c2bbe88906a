import { startBroker } from '../src/broker/index.ts'

/** Started by `broker.ts`: the embedded broker on a free port, until the parent ends it. */
const dataDir = process.argv[2]!
const broker = await startBroker({ dataDir, port: 0 })
process.send?.(broker.bootstrapServers)
process.once('SIGTERM', () => void broker.close().then(() => process.exit(0)))
process.once('disconnect', () => process.exit(0))
