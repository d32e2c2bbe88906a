/** One of Connect's metric groups (JMX type) for one set of tags, with its values (S21). Text values are attributes such as a status. */
export interface MetricGroup {
  readonly group: string
  readonly tags: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, number | string>>
}
