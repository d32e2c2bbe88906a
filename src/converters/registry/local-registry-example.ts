/** The first example of every converter of a schema registry. */
export const localRegistryExample = {
  title: 'A registry on this machine',
  given: { value: { id: 7, name: 'Ann' }, valueSchema: { $name: 'Customer', id: 'int64', name: 'string?' } },
  config: { 'schema.registry.url': 'http://localhost:8081' },
}
