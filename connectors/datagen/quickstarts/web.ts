import {
  counting,
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
import { addresses, cities, firstNames, lastNames } from './names.ts'

const userFields = [
  long('registertime', moments),
  string('userid', regex('User_[1-9]')),
  string('regionid', regex('Region_[1-9]')),
  string('gender', oneOf('MALE', 'FEMALE', 'OTHER')),
]

const codes = [
  [200, 'Successful'],
  [302, 'Redirect'],
  [404, 'Page not found'],
  [405, 'Method not allowed'],
  [406, 'Not acceptable'],
  [407, 'Proxy authentication required'],
].map(([code, definition]) => ({ code, definition }))

const agents = oneOf('Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (Macintosh)', 'curl/8.5.0')
const productIds = regex('[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}')

export const web: Readonly<Record<string, Quickstart>> = {
  users: quickstart('userid', record('ksql', 'users', userFields)),
  users_: quickstart(
    'userid',
    record('ksql', 'users', [
      ...userFields,
      {
        name: 'interests',
        type: {
          type: 'array',
          items: { type: 'string', 'arg.properties': oneOf('chess', 'cycling', 'films', 'gardening', 'opera') },
          'arg.properties': { length: { min: 2, max: 3 } },
        },
      },
      {
        name: 'contactinfo',
        type: {
          type: 'map',
          values: { type: 'string', 'arg.properties': cities },
          'arg.properties': { length: { min: 2, max: 4 }, keys: oneOf('phone', 'city', 'state', 'zipcode') },
        },
      },
    ]),
  ),
  pageviews: quickstart(
    'viewtime',
    record('ksql', 'pageviews', [
      long('viewtime', counting(1, 10)),
      string('userid', regex('User_[1-9]')),
      string('pageid', regex('Page_[1-9][0-9]?')),
    ]),
  ),
  clickstream: quickstart(
    'ip',
    record('clickstream', 'events', [
      string('ip', addresses),
      int('userid', within(-1, 40)),
      string('remote_user', oneOf('-')),
      string('time', regex('[0-2][0-9]/[0-5][0-9]/[0-5][0-9]')),
      long('_time', counting(1, 10)),
      string(
        'request',
        oneOf('GET /index.html HTTP/1.1', 'GET /images/track.png HTTP/1.1', 'POST /site/login.html HTTP/1.1'),
      ),
      string('status', oneOf('200', '302', '404', '405', '406', '407')),
      string('bytes', oneOf('278', '1289', '2048', '4006', '4096', '14096')),
      string('referrer', oneOf('-')),
      string('agent', agents),
    ]),
  ),
  clickstream_codes: quickstart(
    'code',
    record(
      'clickstream',
      'codes',
      [
        { name: 'code', type: 'int' },
        { name: 'definition', type: 'string' },
      ],
      codes,
    ),
  ),
  clickstream_users: quickstart(
    'user_id',
    record('clickstream', 'users', [
      int('user_id', counting(1)),
      string('username', regex('[a-z]{4,8}_[0-9]{2}')),
      long('registered_at', moments),
      string('first_name', firstNames),
      string('last_name', lastNames),
      string('city', cities),
      string('level', oneOf('Gold', 'Platinum', 'Silver')),
    ]),
  ),
  shoes: quickstart(
    'id',
    record('shoes', 'shoes', [
      string('id', productIds),
      string('brand', oneOf('Alderfoot', 'Kestrel', 'Marrow & Sons', 'Northpace')),
      string('name', oneOf('Runner 2', 'Trail Low', 'Court Classic', 'Storm Boot')),
      int('sale_price', within(2000, 25_000)),
      { name: 'rating', type: { type: 'double', 'arg.properties': within(1, 5) } },
    ]),
  ),
  shoe_customers: quickstart(
    'id',
    record('shoes', 'shoe_customers', [
      string('id', productIds),
      string('first_name', firstNames),
      string('last_name', lastNames),
      string('email', regex('[a-z]{6}@example[.]com')),
      string('phone', regex('555-[0-9]{3}-[0-9]{4}')),
      string('street_address', regex('[1-9][0-9]{0,2} (Elm|Oak|River|Station) (Street|Road)')),
      string('state', oneOf('Ohio', 'Utah', 'Maine')),
      string('zip_code', regex('[1-9][0-9]{4}')),
      string('country', oneOf('United States')),
      string('country_code', oneOf('US')),
    ]),
  ),
  shoe_orders: quickstart(
    'order_id',
    record('shoes', 'shoe_orders', [
      int('order_id', counting(1000)),
      string('product_id', productIds),
      string('customer_id', productIds),
      timestamp('ts', counting(1_702_080_000_000, 100_000)),
    ]),
  ),
  shoe_clickstream: quickstart(
    'product_id',
    record('shoes', 'shoe_clickstream', [
      string('product_id', productIds),
      string('user_id', productIds),
      int('view_time', within(10, 120)),
      string('page_url', regex('https://shoes[.]example/product/[a-z]{5}')),
      string('ip', addresses),
      timestamp('ts', counting(1_702_080_000_000, 10_000)),
    ]),
  ),
}
