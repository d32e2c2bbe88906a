import type { AvroField } from '../avro-types.ts'
import {
  counting,
  date,
  days,
  double,
  int,
  long,
  moments,
  oneOf,
  type Quickstart,
  quickstart,
  record,
  regex,
  string,
  timestamp,
  within,
} from './fields.ts'
import { addresses, firstNames, lastNames } from './names.ts'

const people = oneOf('Amara Okafor', 'Bjorn Lindgren', 'Chiara Moretti', 'Elif Demir', 'Hiro Tanaka', 'Luis Silva')

const location = record('fleet_mgmt', 'location', [
  double('latitude', within(-50, 70)),
  double('longitude', within(-175, 175)),
])

const pizzaOrder = (name: string, status: string, ...more: readonly AvroField[]) =>
  record('pizza_orders', name, [
    int('store_id', within(1, 10)),
    int('store_order_id', counting(1000)),
    date('date', days),
    string('status', oneOf(status)),
    ...more,
  ])

const orderLine = record('pizza_orders', 'order_line', [
  int('product_id', within(1, 100)),
  string('category', oneOf('calzone', 'dessert', 'pizza', 'salad', 'wings')),
  int('quantity', within(1, 6)),
  double('unit_price', within(1, 25)),
  double('net_price', within(1, 125)),
])

export const operations: Readonly<Record<string, Quickstart>> = {
  fleet_mgmt_description: quickstart(
    'vehicle_id',
    record('fleet_mgmt', 'fleet_mgmt_description', [
      int('vehicle_id', within(1000, 9999)),
      string('driver_name', people),
      string('license_plate', regex('[A-Z]{2}[0-9]{6}[A-Z]')),
    ]),
  ),
  fleet_mgmt_location: quickstart(
    'vehicle_id',
    record('fleet_mgmt', 'fleet_mgmt_location', [
      int('vehicle_id', within(1000, 9999)),
      { name: 'location', type: location },
      timestamp('ts', moments),
    ]),
  ),
  fleet_mgmt_sensors: quickstart(
    'vehicle_id',
    record('fleet_mgmt', 'fleet_mgmt_sensors', [
      int('vehicle_id', within(1000, 9999)),
      int('engine_temperature', within(150, 250)),
      int('average_rpm', within(1800, 5000)),
    ]),
  ),
  insurance_customers: quickstart(
    'customer_id',
    record('insurance', 'insurance_customers', [
      int('customer_id', counting(1)),
      string('first_name', firstNames),
      string('last_name', lastNames),
      string('email', regex('[a-z]{6}@example[.]com')),
      string('gender', oneOf('Female', 'Male', 'Other')),
      int('income', within(20_000, 200_000)),
      int('fico', within(400, 850)),
      int('years_active', within(1, 40)),
    ]),
  ),
  insurance_offers: quickstart(
    'offer_id',
    record('insurance', 'insurance_offers', [
      int('offer_id', counting(1)),
      string('offer_name', oneOf('new_customer', 'loyalty', 'bundle', 'win_back')),
      string('offer_url', regex('https://insurance[.]example/offer/[a-z]{6}')),
    ]),
  ),
  insurance_customer_activity: quickstart(
    'activity_id',
    record('insurance', 'insurance_customer_activity', [
      int('activity_id', counting(1)),
      int('customer_id', within(1, 1000)),
      string('activity_type', oneOf('web_open', 'mobile_open', 'new_account')),
      double('propensity_to_churn', within(0.01, 1)),
      string('ip_address', addresses),
    ]),
  ),
  gaming_games: quickstart(
    'id',
    record('gaming', 'gaming_games', [
      int('id', counting(1000)),
      string('room_name', oneOf('Arcade, first steps', 'Arcade, masters', 'Survival', 'Classic')),
      timestamp('created_date', counting(1_702_080_000_000, 100_000)),
    ]),
  ),
  gaming_players: quickstart(
    'player_id',
    record('gaming', 'gaming_players', [
      int('player_id', counting(1000)),
      string('player_name', firstNames),
      string('ip', addresses),
    ]),
  ),
  gaming_player_activity: quickstart(
    'player_id',
    record('gaming', 'gaming_player_activity', [
      int('player_id', within(1000, 5000)),
      int('game_room_id', within(1000, 5000)),
      int('points', within(10, 500)),
      string('coordinates', regex('\\[[0-9][0-9],[0-9][0-9]\\]')),
    ]),
  ),
  payroll_employee: quickstart(
    'employee_id',
    record('payroll', 'payroll_employee', [
      int('employee_id', counting(1000)),
      string('first_name', firstNames),
      string('last_name', lastNames),
      int('age', within(18, 67)),
      string('ssn', regex('000-[0-9]{2}-[0-9]{4}')),
      int('hourly_rate', within(12, 60)),
      string('gender', oneOf('female', 'male', 'other')),
      string('email', regex('[a-z]{5}@example[.]com')),
    ]),
  ),
  payroll_employee_location: quickstart(
    'employee_id',
    record('payroll', 'payroll_employee_location', [
      int('employee_id', counting(1000)),
      string('lab', regex('lab-[0-9]')),
      int('department_id', within(1, 10)),
      date('timestamp', days),
    ]),
  ),
  payroll_bonus: quickstart(
    'employee_id',
    record('payroll', 'payroll_bonus', [
      int('employee_id', counting(1000)),
      int('bonus', within(10, 50)),
      timestamp('ts', moments),
    ]),
  ),
  pizza_orders: quickstart(
    'store_id',
    record('pizza_orders', 'pizza_orders', [
      int('store_id', within(1, 10)),
      int('store_order_id', counting(1000)),
      int('coupon_code', within(1000, 2000)),
      date('date', days),
      string('status', oneOf('accepted')),
      {
        name: 'order_lines',
        type: { type: 'array', items: orderLine, 'arg.properties': { length: { min: 1, max: 6 } } },
      },
    ]),
  ),
  pizza_orders_completed: quickstart(
    'store_id',
    pizzaOrder(
      'pizza_orders_completed',
      'completed',
      int('rack_time_secs', within(130, 230)),
      int('order_delivery_time_secs', within(1100, 2000)),
    ),
  ),
  pizza_orders_cancelled: quickstart('store_id', pizzaOrder('pizza_orders_cancelled', 'cancelled')),
  device_information: quickstart(
    'device_ip',
    record('io.datagen.example', 'device', [
      string('device_ip', addresses),
      string('mac_address', regex('[0-9A-F]{2}(:[0-9A-F]{2}){5}')),
      string('owner', people),
    ]),
  ),
  syslog_logs: quickstart(
    'host',
    record('io.datagen.example', 'syslog', [
      timestamp('timestamp', counting(1_702_080_000_000, 1000)),
      string('host', regex('host-[1-9]')),
      string('process', oneOf('cron', 'kernel', 'sshd', 'sudo')),
      int('facility', within(0, 24)),
      int('severity', within(0, 8)),
      string('message', oneOf('session opened', 'session closed', 'connection refused', 'job started')),
    ]),
  ),
  siem_logs: quickstart(
    'hostname',
    record('io.datagen.example', 'siem_logs', [
      string('hostname', regex('host-[1-9]')),
      string('timestamp', regex('2024-0[1-9]-1[0-9]T1[0-9]:[0-5][0-9]:[0-5][0-9]Z')),
      string('source_ip', addresses),
      string('destination_ip', addresses),
      int('port', oneOf(22, 53, 80, 443, 3389)),
      string('action', oneOf('allow', 'deny')),
      long('bytes', within(40, 65_536)),
    ]),
  ),
}
