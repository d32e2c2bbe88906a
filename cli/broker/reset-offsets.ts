import { PipelineError } from '../../src/errors/index.ts'
import type { Admin, FoundOffset, OffsetSpec, TopicPartition } from '../../src/kafka/index.ts'

/** Where offsets go: the forms of Kafka's own group tool. */
export type ResetForm =
  | { readonly to: 'earliest' | 'latest' | 'current' }
  | { readonly to: 'offset'; readonly offset: number }
  | { readonly to: 'shift'; readonly by: number }
  | { readonly to: 'time'; readonly timestampMs: number }

export interface PlannedReset extends TopicPartition {
  /** -1 when the group has committed none. */
  readonly from: number
  readonly to: number
}

/** New offsets, within what the partitions have; a time after the last record means the end. */
export async function planReset(
  admin: Admin,
  group: string,
  places: readonly TopicPartition[],
  form: ResetForm,
): Promise<PlannedReset[]> {
  const list = async (at: OffsetSpec) => {
    const found = await admin.listOffsets(places.map((place) => ({ ...place, at })))
    return new Map([...found.values()].map((each: FoundOffset) => [keyOf(each), each.offset]))
  }
  const [starts, ends, committed] = await Promise.all([
    list('earliest'),
    list('latest'),
    admin.listConsumerGroupOffsets(group, places),
  ])
  const times = form.to === 'time' ? await list({ timestampMs: form.timestampMs }) : new Map<string, number>()
  return places.map((place) => {
    const key = keyOf(place)
    const [start, end] = [starts.get(key) ?? 0, ends.get(key) ?? 0]
    const current = committed.find((each) => keyOf(each) === key)?.offset ?? -1
    const wanted = target(form, { start, end, current, time: times.get(key) ?? -1 })
    return { ...place, from: current, to: Math.min(Math.max(wanted, start), end) }
  })
}

const keyOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`

interface Known {
  readonly start: number
  readonly end: number
  readonly current: number
  readonly time: number
}

function target(form: ResetForm, { start, end, current, time }: Known): number {
  switch (form.to) {
    case 'earliest':
      return start
    case 'latest':
      return end
    // As Kafka's tool: where nothing was committed, the end.
    case 'current':
      return current < 0 ? end : current
    case 'offset':
      return form.offset
    case 'shift':
      if (current < 0) throw new PipelineError('SLW5006', 'Offsets that were never committed cannot be shifted.')
      return current + form.by
    case 'time':
      return time < 0 ? end : time
  }
}

/** `YYYY-MM-DDTHH:mm:SS.sss`, in UTC unless a zone follows. */
export function parseDateTime(text: string): number {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text)
  const time = Date.parse(hasZone ? text : `${text}Z`)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) || Number.isNaN(time)) {
    throw new PipelineError('SLW6001', `'${text}' is not a date and time of the form YYYY-MM-DDTHH:mm:SS.sss.`)
  }
  return time
}

/** `PnDTnHnMnS` in milliseconds. */
export function parseDuration(text: string): number {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text)
  if (!match || text.endsWith('P') || text.endsWith('T')) {
    throw new PipelineError('SLW6001', `'${text}' is not a duration of the form PnDTnHnMnS.`)
  }
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}
