import { cast, extractField, fileSink, fileSource, json, map, pipeline, regexRouter, string } from 'sluiceway'

const columns = ['zip_code', 'latitude', 'longitude', 'city', 'state', 'county'] as const

/** Fields of one CSV line; quoted fields may hold commas and doubled quotes. */
function splitCsv(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  )
}

/** A line of the file becomes an object, with the place as key; the header line is dropped. */
const parseCsv = map((record) => {
  const line = String(record.value)
  if (line.startsWith('zip_code,')) return null
  const fields = splitCsv(line)
  const place = Object.fromEntries(columns.map((column, i) => [column, fields[i] ?? '']))
  return record.withKey(null, { state: place['state'], zip: place['zip_code'] }).withValue(null, place)
})

export default pipeline('zipcodes', {
  description: 'US ZIP codes: a CSV file to a topic, and from there to two files.',
  source: fileSource({ file: 'node_modules/vega-datasets/data/zipcodes.csv', topic: 'zipcodes' })
    .through(
      parseCsv.alias('parseCsv'),
      cast.value({ spec: 'latitude:float64,longitude:float64' }),
      extractField.key({ field: 'state' }),
      regexRouter({ regex: '(.*)', replacement: 'demo-$1' }),
    )
    .as({ key: string(), value: json({ 'schemas.enable': false }) }),
  sinks: {
    places: fileSink({ file: 'out/demo/places.jsonl' }).from('demo-zipcodes').as({ key: string(), value: string() }),
    cities: fileSink({ file: 'out/demo/cities.txt' })
      .from('demo-zipcodes')
      .as({ key: string(), value: json({ 'schemas.enable': false }) })
      .through(extractField.value({ field: 'city' })),
  },
})
