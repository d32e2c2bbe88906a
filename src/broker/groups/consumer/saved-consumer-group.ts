/** A group of the KIP-848 protocol as it is stored. */
export interface SavedConsumerGroup {
  readonly groupId: string
}
