import type { BrokerNode } from '../metadata/metadata-cache.ts'
import { addressText, type BrokerAddress } from './connection-settings.ts'
import { type ConnectionDeps, NodeConnection } from './node-connection.ts'

/** The lane of requests that answer quickly. Long polls take a lane of their own, so that they block nobody. */
export const defaultLane = 'main'

/** All connections of one cluster, by node and lane; nodes are known from metadata, before that from bootstrap.servers. */
export class ConnectionPool {
  private readonly deps: ConnectionDeps
  private readonly bootstrap: NodeConnection[]
  private readonly nodes = new Map<number, { address: BrokerAddress; lanes: Map<string, NodeConnection> }>()
  private turn = 0

  constructor(deps: ConnectionDeps) {
    this.deps = deps
    this.bootstrap = deps.settings.bootstrapServers.map((address) => new NodeConnection(address, deps))
    // Many clients with one configuration must not all start at the same broker.
    this.turn = Math.floor(deps.random() * this.bootstrap.length)
  }

  /** The connection to a node; undefined while metadata does not name it. */
  node(nodeId: number, lane: string = defaultLane): NodeConnection | undefined {
    const node = this.nodes.get(nodeId)
    if (node === undefined) return undefined
    let connection = node.lanes.get(lane)
    if (connection === undefined) {
      connection = new NodeConnection(node.address, this.deps, nodeId)
      node.lanes.set(lane, connection)
    }
    return connection
  }

  /** Some broker: preferably one with an open connection, else the next in turn. Call again after a failure. */
  any(lane: string = defaultLane): NodeConnection {
    for (const { lanes } of this.nodes.values()) {
      const open = lanes.get(lane)
      if (open?.isOpen) return open
    }
    const open = this.bootstrap.find((one) => one.isOpen)
    if (open !== undefined && this.nodes.size === 0) return open
    const nodeIds = [...this.nodes.keys()]
    const turn = this.turn++
    const choices = nodeIds.length + this.bootstrap.length
    const at = turn % choices
    // Bootstrap addresses stay in the rotation: they may be all that is left after the cluster moved (KIP-899).
    return at < nodeIds.length ? this.node(nodeIds[at]!, lane)! : this.bootstrap[at - nodeIds.length]!
  }

  /** Takes over the brokers that metadata names. A node that moved gets new connections. */
  setNodes(brokers: Iterable<BrokerNode>): void {
    const seen = new Set<number>()
    for (const broker of brokers) {
      seen.add(broker.nodeId)
      this.setNode(broker)
    }
    for (const nodeId of this.nodes.keys()) if (!seen.has(nodeId)) this.drop(nodeId)
  }

  /** Adds or moves one node, for example a coordinator that metadata has not named yet. */
  setNode({ nodeId, host, port }: Pick<BrokerNode, 'nodeId' | 'host' | 'port'>): void {
    const known = this.nodes.get(nodeId)
    if (known !== undefined && known.address.host === host && known.address.port === port) return
    if (known !== undefined) this.drop(nodeId)
    const lanes = new Map<string, NodeConnection>()
    this.nodes.set(nodeId, { address: { host, port }, lanes })
    this.adopt(nodeId, { host, port }, lanes)
  }

  /** Closes the connections of one lane to all nodes; a later request opens them again. */
  closeLane(lane: string): void {
    for (const { lanes } of this.nodes.values()) {
      lanes.get(lane)?.close()
      lanes.delete(lane)
    }
  }

  close(): void {
    for (const nodeId of [...this.nodes.keys()]) this.drop(nodeId)
    for (const connection of this.bootstrap) connection.close()
  }

  /** An open bootstrap connection to the same address becomes the node's: saves a handshake and a login. */
  private adopt(nodeId: number, address: BrokerAddress, lanes: Map<string, NodeConnection>): void {
    const text = addressText(address)
    const at = this.bootstrap.findIndex((one) => one.isOpen && addressText(one.address) === text)
    if (at < 0) return
    const connection = this.bootstrap[at]!
    connection.name = `${text} (id ${nodeId})`
    lanes.set(defaultLane, connection)
    this.bootstrap[at] = new NodeConnection(connection.address, this.deps)
  }

  private drop(nodeId: number): void {
    const node = this.nodes.get(nodeId)
    this.nodes.delete(nodeId)
    if (node !== undefined) for (const connection of node.lanes.values()) connection.close()
  }
}
