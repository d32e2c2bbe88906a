import {
  counting,
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
  within,
} from './fields.ts'
import { cities, states } from './names.ts'

const address = record('ksql', 'address', [
  string('city', cities),
  string('state', states),
  long('zipcode', within(10_000, 100_000)),
])

const product = record('ksql', 'product', [
  long('id', counting(0)),
  string('name', oneOf('bottle', 'lamp', 'kettle', 'blanket', 'notebook', 'chair')),
  string('description', oneOf('everyday', 'handmade', 'refurbished', 'limited edition')),
  double('price', within(1, 500)),
])

const purchases = record('datagen.example', 'purchase', [
  long('id', counting(0)),
  string('item_type', oneOf('books', 'garden', 'kitchen', 'music', 'toys')),
  long('quantity', within(1, 20)),
  double('price_per_unit', within(1, 250)),
])

const transactions = record('datagen.example', 'transactions', [
  long('transaction_id', counting(1)),
  long('card_id', within(1, 13)),
  string('user_id', regex('User_[1-9]')),
  long('purchase_id', counting(0)),
  int('store_id', within(1, 7)),
])

const storeOptions = [
  ['Lisbon', 'Portugal'],
  ['Osaka', 'Japan'],
  ['Nairobi', 'Kenya'],
  ['Denver', 'US'],
  ['Krakow', 'Poland'],
  ['Lima', 'Peru'],
].map(([city, country], i) => ({ store_id: i + 1, city, country }))
const plain = (name: string, type: string) => ({ name, type })
const stores = record(
  'datagen.example',
  'stores',
  [plain('store_id', 'int'), plain('city', 'string'), plain('country', 'string')],
  storeOptions,
)

/** Numbers that no bank has given out: they start with 9. */
const cardOptions = Array.from({ length: 12 }, (_, i) => ({
  card_id: i + 1,
  card_number: 9_000_000_000_000_000 + i * 1_111_111,
  cvv: 100 + i * 37,
  expiration_date: `${String((i % 12) + 1).padStart(2, '0')}/${30 + (i % 3)}`,
}))
const creditCards = record(
  'datagen.example',
  'users',
  [plain('card_id', 'int'), plain('card_number', 'long'), plain('cvv', 'int'), plain('expiration_date', 'string')],
  cardOptions,
)

export const shop: Readonly<Record<string, Quickstart>> = {
  orders: quickstart(
    'orderid',
    record('ksql', 'orders', [
      long('ordertime', moments),
      int('orderid', counting(0)),
      string('itemid', regex('Item_[1-9][0-9]{0,2}')),
      double('orderunits', within(0.1, 10)),
      { name: 'address', type: address },
    ]),
  ),
  ratings: quickstart(
    'rating_id',
    record('ksql', 'ratings', [
      long('rating_id', counting(1)),
      int('user_id', within(1, 20)),
      int('stars', within(1, 6)),
      int('route_id', within(1, 10_000)),
      long('rating_time', counting(1, 12)),
      string('channel', oneOf('web', 'ios', 'android', 'kiosk', 'ios-test')),
      string(
        'message',
        oneOf('left on time', 'friendly crew', 'lost my bag', 'too warm on board', 'would fly again', 'no coffee'),
      ),
    ]),
  ),
  inventory: quickstart(
    'id',
    record('ksql', 'inventory', [
      long('id', counting(0)),
      int('quantity', within(-100, 100)),
      long('productid', within(1, 1000)),
    ]),
  ),
  product: quickstart('id', product),
  purchases: quickstart('id', purchases),
  transactions: quickstart('transaction_id', transactions),
  stores: quickstart('store_id', stores),
  credit_cards: quickstart('card_id', creditCards),
  stock_trades: quickstart(
    'symbol',
    record('ksql', 'StockTrade', [
      string('side', oneOf('BUY', 'SELL')),
      int('quantity', within(1, 5000)),
      string('symbol', oneOf('ZQA', 'ZQB', 'ZQC', 'ZVX', 'ZWT', 'ZXN')),
      int('price', within(5, 1000)),
      string('account', oneOf('ACC-100', 'ACC-200', 'ACC-300')),
      string('userid', regex('User_[1-9]')),
    ]),
  ),
  campaign_finance: quickstart(
    'time',
    record('datagen', 'campaign_finance', [
      long('time', moments),
      string('cand_id', regex('[A-Z][1-9]{8}')),
      string('party_affiliation', oneOf('DEM', 'IND', 'REP')),
      int('contribution', within(20, 3500)),
    ]),
  ),
}
