/** Parameters that mark unions and enums for every converter, with `generalized.sum.type.support` (Confluent's ConnectUnion and ConnectEnum). */
export const GENERALIZED_UNION = 'org.apache.kafka.connect.data.Union'
export const GENERALIZED_ENUM = 'org.apache.kafka.connect.data.Enum'
