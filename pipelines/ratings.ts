import {
  datagen,
  failFast,
  fileSink,
  filter,
  insertField,
  json,
  map,
  pipeline,
  Schemas,
  string,
  tolerate,
} from 'sluiceway'

/** Everything below this many stars is a complaint. */
const complaintStars = 2

const stars = (value: unknown): number => Number((value as { get(field: string): unknown }).get('stars'))

/** The key becomes the number of stars, so that equal ratings share a partition. */
const keyByStars = map((record) => record.withKey(Schemas.STRING, String(stars(record.value))))

export default pipeline('ratings', {
  description: 'Ratings that are made up: all of them in one file, the complaints in another.',
  source: datagen({ 'kafka.topic': 'ratings', quickstart: 'ratings', 'max.interval': 0, iterations: 1000 })
    .through(keyByStars.alias('keyByStars'), insertField.value({ 'static.field': 'origin', 'static.value': 'example' }))
    .as({ key: string(), value: json() })
    .onError(failFast({ retry: '30s' })),
  sinks: {
    all: fileSink({ file: 'out/ratings.txt' }).from('ratings').as({ key: string(), value: json() }),
    complaints: fileSink({ file: 'out/complaints.txt' })
      .from('ratings')
      .as({ key: string(), value: json() })
      .through(filter((record) => stars(record.value) <= complaintStars).alias('complaintsOnly'))
      .onError(tolerate({ dlq: { topic: 'ratings-dead', headers: true }, log: true })),
  },
})
