import { cast, fileSink, fileSource, json, map, pipeline, regexRouter, string } from 'sluiceway'

/** `name,country,population` -> an object; the header line is dropped. */
const parseCsv = map((record) => {
  const [name, country, population] = String(record.value).split(',')
  return name === 'name' ? null : record.withValue(null, { name, country, population })
})

export default pipeline('cities', {
  source: fileSource({ file: 'data/cities.csv', topic: 'cities' })
    .through(
      parseCsv.alias('parseCsv'),
      cast.value({ spec: 'population:int64' }),
      regexRouter({ regex: '(.*)', replacement: 'world-$1' }),
    )
    .as({ key: string(), value: json({ 'schemas.enable': false }) }),
  sinks: {
    archive: fileSink({ file: 'out/cities.jsonl' }).from('world-cities').as({ key: string(), value: string() }),
  },
})
