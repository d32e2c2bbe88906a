import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** Cases with the answers of Java's own code, recorded by `record-transforms.sh`: `data/java/NAME.jsonl.gz`. */
export function javaCases<C>(name: string): C[] {
  const file = fileURLToPath(new URL(`./data/java/${name}.jsonl.gz`, import.meta.url))
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as C)
}
