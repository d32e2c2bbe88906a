import { oneOf } from './fields.ts'

export const firstNames = oneOf(
  'Amara',
  'Bjorn',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farid',
  'Greta',
  'Hiro',
  'Ines',
  'Jamal',
  'Katya',
  'Luis',
)
export const lastNames = oneOf(
  'Okafor',
  'Lindgren',
  'Moretti',
  'Volkov',
  'Demir',
  'Haddad',
  'Schmidt',
  'Tanaka',
  'Silva',
  'Reed',
)
export const cities = oneOf('Lisbon', 'Osaka', 'Nairobi', 'Denver', 'Krakow', 'Lima', 'Perth', 'Oslo')
export const states = oneOf('Alberta', 'Bavaria', 'Gujarat', 'Ohio', 'Parana', 'Tuscany', 'Utah', 'Zeeland')
export const addresses = oneOf(
  '192.0.2.11',
  '192.0.2.48',
  '192.0.2.77',
  '198.51.100.9',
  '198.51.100.23',
  '203.0.113.5',
  '203.0.113.60',
)
