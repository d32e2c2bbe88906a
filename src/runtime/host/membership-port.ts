import type { MessagePort } from 'node:worker_threads'
import type { MembershipPort } from '../../kafka/index.ts'

/** A worker thread's message port as the Kafka client wants it. */
export const membershipPort = (port: MessagePort): MembershipPort => ({
  postMessage: (message) => port.postMessage(message),
  onMessage: (listener) => void port.on('message', listener),
})
