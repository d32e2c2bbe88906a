import { expect, test } from 'vitest'
import { reachWarning } from '../../../src/app/reach-warning.ts'

const at = (host: string, servers?: string) =>
  reachWarning({ host, port: 8083 }, servers === undefined ? {} : { 'bootstrap.servers': servers })

test('a worker on loopback whose Kafka is elsewhere is told that others cannot call it', () => {
  for (const servers of ['kafka:9092', 'SASL_SSL://b-1.example.org:9096', 'localhost:9092,10.0.0.1:9092'])
    for (const host of ['127.0.0.1', 'localhost', '::1'])
      expect(at(host, servers), servers).toContain(`on ${host}:8083: workers of the group on other machines`)
})

test('nothing is told where everything is on one machine, or where the worker can be called', () => {
  for (const servers of [undefined, 'localhost:9092', '127.0.0.1:1, [::1]:2', 'PLAINTEXT://localhost:9092'])
    expect(at('127.0.0.1', servers)).toBeNull()
  expect(at('worker-1', 'kafka:9092')).toBeNull()
  expect(at('10.0.0.7', 'kafka:9092')).toBeNull()
})
