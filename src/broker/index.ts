export type { Broker, BrokerOptions, BrokerStats, SaslOptions } from './broker.ts'
export type { InterceptedRequest, Interceptor, InterceptVerdict } from './interceptors.ts'
export type { BrokerLogger } from './logger.ts'
export { startBroker } from './start-broker.ts'
export { type Clock, systemClock, type Timer } from './system/clock.ts'
export type { FileSystem, Lock, OpenFile } from './system/file-system.ts'
export {
  type ConnectionStream,
  type Listener,
  type ListenOptions,
  type Network,
  nodeNetwork,
} from './system/network.ts'
export { nodeFileSystem } from './system/node-file-system.ts'
export { type Random, systemRandom } from './system/random.ts'
