import { describe, expect, test, vi } from 'vitest'
import { awaitTasks, connectCall } from './connect-call.ts'
import type { Place } from './place.ts'

const quickstarts =
  'clickstream clickstream_codes clickstream_users orders ratings users users_ pageviews stock_trades inventory product purchases transactions stores credit_cards campaign_finance fleet_mgmt_description fleet_mgmt_location fleet_mgmt_sensors insurance_customers insurance_offers insurance_customer_activity gaming_games gaming_players gaming_player_activity payroll_employee payroll_employee_location payroll_bonus pizza_orders pizza_orders_completed pizza_orders_cancelled device_information siem_logs shoes shoe_customers shoe_orders shoe_clickstream syslog_logs'.split(
    ' ',
  )

const datagen = { 'connector.class': 'io.confluent.kafka.connect.datagen.DatagenConnector' }

interface Order {
  readonly topic: string
  readonly value: {
    readonly orderid: string
    readonly orderunits: number
    readonly address_city: string
    readonly address_zipcode: string
  }
}

/** W2: Datagen with two SMTs. */
export function w2(place: () => Place): void {
  describe('W2 Datagen', () => {
    test('orders through Cast, Flatten of the nested address and RegexRouter, as Avro', {
      timeout: 300_000,
    }, async () => {
      const { url } = await place().shared()
      const created = await connectCall(url, 'POST', '/connectors', {
        name: 'datagen-orders',
        config: {
          ...datagen,
          'kafka.topic': 'orders',
          quickstart: 'orders',
          'max.interval': '1',
          iterations: '50',
          'tasks.max': '1',
          'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
          'value.converter': 'io.confluent.connect.avro.AvroConverter',
          'value.converter.schema.registry.url': place().registryUrl,
          transforms: 'castValues,flattenAddress,route',
          'transforms.castValues.type': 'org.apache.kafka.connect.transforms.Cast$Value',
          'transforms.castValues.spec': 'orderid:string,orderunits:int32',
          'transforms.flattenAddress.type': 'org.apache.kafka.connect.transforms.Flatten$Value',
          'transforms.flattenAddress.delimiter': '_',
          'transforms.route.type': 'org.apache.kafka.connect.transforms.RegexRouter',
          'transforms.route.regex': '(.*)',
          'transforms.route.replacement': 'shop-$1',
        },
      })
      expect(created.status).toBe(201)
      const orders = await vi.waitFor(
        async () => {
          const { stdout } = await place().pipeline(
            ...['tail', 'shop-.+', '--from-beginning', '--exit-at-end', '--schema-registry', place().registryUrl],
            ...['--bootstrap-server', place().bootstrapServers],
          )
          const lines = stdout.trimEnd().split('\n')
          expect(lines).toHaveLength(50)
          return lines.map((line) => JSON.parse(line) as Order)
        },
        { timeout: 60_000, interval: 300 },
      )
      for (const { topic, value } of orders) {
        expect(topic).toBe('shop-orders')
        expect(value).toMatchObject({
          orderid: expect.stringMatching(/^\d+$/),
          address_city: expect.any(String),
          address_zipcode: expect.anything(),
        })
        expect(Number.isInteger(value.orderunits)).toBe(true)
      }
      // At the end of its iterations the task rests; Confluent's fails there.
      expect((await place().shared()).log()).toContain('Generated the configured 50 number of messages')
      await awaitTasks(url, 'datagen-orders', 'RUNNING')
      await connectCall(url, 'DELETE', '/connectors/datagen-orders')
    })

    test('PUT creates it with 201 and updates it with 200; numbers may be JSON numbers', {
      timeout: 300_000,
    }, async () => {
      const { url } = await place().shared()
      const path = '/connectors/source-datagen-01/config'
      const config = {
        ...datagen,
        'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
        'kafka.topic': 'ratings',
        quickstart: 'ratings',
        'max.interval': 750,
        iterations: 10000000,
        'tasks.max': '1',
      }
      expect((await connectCall(url, 'PUT', path, config)).status).toBe(201)
      await awaitTasks(url, 'source-datagen-01', 'RUNNING')
      const again = await connectCall<{ config: unknown }>(url, 'PUT', path, config)
      expect(again.status).toBe(200)
      expect(again.body.config).toMatchObject({ 'max.interval': '750', iterations: '10000000' })
      expect((await connectCall(url, 'DELETE', '/connectors/source-datagen-01')).status).toBe(204)
    })

    test('every public quickstart is known by its name', async () => {
      const { url } = await place().shared()
      const path = '/connector-plugins/DatagenConnector/config/validate'
      const answers = await Promise.all(
        [...quickstarts, 'nothing'].map((quickstart) =>
          connectCall<{ error_count: number }>(url, 'PUT', path, {
            ...datagen,
            ...{ name: 'x', 'kafka.topic': 'x', quickstart },
          }),
        ),
      )
      expect(answers.map(({ body }) => body.error_count)).toEqual([...quickstarts.map(() => 0), 1])
    })
  })
}
