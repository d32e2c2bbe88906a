/** One of Kafka's error codes. */
export interface KafkaError {
  readonly code: number
  /** The name in Kafka's table, for example `UNKNOWN_TOPIC_OR_PARTITION`. */
  readonly name: string
  /** Whether the Java client repeats a call that failed with it. */
  readonly retriable: boolean
  /** The Java client's text. */
  readonly message: string
}

const error = (code: number, retriable: boolean, message: string) => ({ code, retriable, message })

const table = {
  UNKNOWN_SERVER_ERROR: error(-1, false, 'The server experienced an unexpected error when processing the request.'),
  NONE: error(0, false, ''),
  OFFSET_OUT_OF_RANGE: error(
    1,
    false,
    'The requested offset is not within the range of offsets maintained by the server.',
  ),
  CORRUPT_MESSAGE: error(
    2,
    true,
    'This message has failed its CRC checksum, exceeds the valid size, has a null key for a compacted topic, or is otherwise corrupt.',
  ),
  UNKNOWN_TOPIC_OR_PARTITION: error(3, true, 'This server does not host this topic-partition.'),
  INVALID_FETCH_SIZE: error(4, false, 'The requested fetch size is invalid.'),
  LEADER_NOT_AVAILABLE: error(
    5,
    true,
    'There is no leader for this topic-partition as we are in the middle of a leadership election.',
  ),
  NOT_LEADER_OR_FOLLOWER: error(
    6,
    true,
    'For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.',
  ),
  REQUEST_TIMED_OUT: error(7, true, 'The request timed out.'),
  BROKER_NOT_AVAILABLE: error(8, false, 'The broker is not available.'),
  REPLICA_NOT_AVAILABLE: error(
    9,
    true,
    'The replica is not available for the requested topic-partition. Produce/Fetch requests and other requests intended only for the leader or follower return NOT_LEADER_OR_FOLLOWER if the broker is not a replica of the topic-partition.',
  ),
  MESSAGE_TOO_LARGE: error(
    10,
    false,
    'The request included a message larger than the max message size the server will accept.',
  ),
  STALE_CONTROLLER_EPOCH: error(11, false, 'The controller moved to another broker.'),
  OFFSET_METADATA_TOO_LARGE: error(12, false, 'The metadata field of the offset request was too large.'),
  NETWORK_EXCEPTION: error(13, true, 'The server disconnected before a response was received.'),
  COORDINATOR_LOAD_IN_PROGRESS: error(14, true, "The coordinator is loading and hence can't process requests."),
  COORDINATOR_NOT_AVAILABLE: error(15, true, 'The coordinator is not available.'),
  NOT_COORDINATOR: error(16, true, 'This is not the correct coordinator.'),
  INVALID_TOPIC_EXCEPTION: error(17, false, 'The request attempted to perform an operation on an invalid topic.'),
  RECORD_LIST_TOO_LARGE: error(
    18,
    false,
    'The request included message batch larger than the configured segment size on the server.',
  ),
  NOT_ENOUGH_REPLICAS: error(19, true, 'Messages are rejected since there are fewer in-sync replicas than required.'),
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: error(
    20,
    true,
    'Messages are written to the log, but to fewer in-sync replicas than required.',
  ),
  INVALID_REQUIRED_ACKS: error(21, false, 'Produce request specified an invalid value for required acks.'),
  ILLEGAL_GENERATION: error(22, false, 'Specified group generation id is not valid.'),
  INCONSISTENT_GROUP_PROTOCOL: error(
    23,
    false,
    "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list.",
  ),
  INVALID_GROUP_ID: error(24, false, 'The group id is invalid.'),
  UNKNOWN_MEMBER_ID: error(25, false, 'The coordinator is not aware of this member.'),
  INVALID_SESSION_TIMEOUT: error(
    26,
    false,
    'The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms).',
  ),
  REBALANCE_IN_PROGRESS: error(27, false, 'The group is rebalancing, so a rejoin is needed.'),
  INVALID_COMMIT_OFFSET_SIZE: error(28, false, 'The committing offset data size is not valid.'),
  TOPIC_AUTHORIZATION_FAILED: error(29, false, 'Topic authorization failed.'),
  GROUP_AUTHORIZATION_FAILED: error(30, false, 'Group authorization failed.'),
  CLUSTER_AUTHORIZATION_FAILED: error(31, false, 'Cluster authorization failed.'),
  INVALID_TIMESTAMP: error(32, false, 'The timestamp of the message is out of acceptable range.'),
  UNSUPPORTED_SASL_MECHANISM: error(33, false, 'The broker does not support the requested SASL mechanism.'),
  ILLEGAL_SASL_STATE: error(34, false, 'Request is not valid given the current SASL state.'),
  UNSUPPORTED_VERSION: error(35, false, 'The version of API is not supported.'),
  TOPIC_ALREADY_EXISTS: error(36, false, 'Topic with this name already exists.'),
  INVALID_PARTITIONS: error(37, false, 'Number of partitions is below 1.'),
  INVALID_REPLICATION_FACTOR: error(
    38,
    false,
    'Replication factor is below 1 or larger than the number of available brokers.',
  ),
  INVALID_REPLICA_ASSIGNMENT: error(39, false, 'Replica assignment is invalid.'),
  INVALID_CONFIG: error(40, false, 'Configuration is invalid.'),
  NOT_CONTROLLER: error(41, true, 'This is not the correct controller for this cluster.'),
  INVALID_REQUEST: error(
    42,
    false,
    'This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.',
  ),
  UNSUPPORTED_FOR_MESSAGE_FORMAT: error(
    43,
    false,
    'The message format version on the broker does not support the request.',
  ),
  POLICY_VIOLATION: error(44, false, 'Request parameters do not satisfy the configured policy.'),
  OUT_OF_ORDER_SEQUENCE_NUMBER: error(45, false, 'The broker received an out of order sequence number.'),
  DUPLICATE_SEQUENCE_NUMBER: error(46, false, 'The broker received a duplicate sequence number.'),
  INVALID_PRODUCER_EPOCH: error(47, false, 'Producer attempted to produce with an old epoch.'),
  INVALID_TXN_STATE: error(48, false, 'The producer attempted a transactional operation in an invalid state.'),
  INVALID_PRODUCER_ID_MAPPING: error(
    49,
    false,
    'The producer attempted to use a producer id which is not currently assigned to its transactional id.',
  ),
} as const

export type KafkaErrorName = keyof typeof table

/** Code by name: `ErrorCode.NOT_COORDINATOR` is 16. */
export const ErrorCode = Object.fromEntries(Object.entries(table).map(([name, { code }]) => [name, code])) as {
  readonly [N in KafkaErrorName]: number
}

const byCode = new Map<number, KafkaError>(
  Object.entries(table).map(([name, entry]) => [entry.code, { name, ...entry }]),
)

/** The error of a code. A code that is not in the table is a newer broker's: it reads as UNKNOWN_SERVER_ERROR with its number. */
export function kafkaErrorOf(code: number): KafkaError {
  return byCode.get(code) ?? { ...byCode.get(-1)!, code, name: `UNKNOWN_SERVER_ERROR(${code})` }
}

/** Every error of Kafka's table, by ascending code. */
export const kafkaErrors: readonly KafkaError[] = [...byCode.values()].sort((a, b) => a.code - b.code)
