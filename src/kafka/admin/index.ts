export { type Admin, createAdmin } from './admin.ts'
export type { AdminError, AdminOutcomes } from './admin-error.ts'
export type { ConfigChange, ConfigEntry, ConfigResource, ConfigResourceType, DescribedConfigs } from './configs.ts'
export type { RecordsToDelete } from './delete-records.ts'
export type { DescribedCluster } from './describe-cluster.ts'
export type { PartitionLag } from './group-lag.ts'
export type { DescribedGroup, DescribedMember, GroupListing } from './groups.ts'
export type { FoundOffset, ListOffsetsOptions, OffsetQuery, OffsetSpec } from './list-offsets.ts'
export {
  createOrFindTopic,
  type InternalTopic,
  type TopicCreation,
  verifyCompactOnly,
  verifySinglePartition,
} from './topic-admin.ts'
export type { CreateTopicsOptions, NewTopic, TopicListing } from './topics.ts'
