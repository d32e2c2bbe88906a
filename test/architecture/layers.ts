/**
 * The layers of the repository, top row first: a folder may import only what its row lists (and itself). Third-party packages have one owner
 * folder each. ARCHITECTURE.md shows the same table; `architecture.test.ts` holds the code against this one.
 */
export interface Layer {
  readonly folder: string
  /** Folders it may import from. `*` = anything. */
  readonly imports: readonly string[]
  /** Packages that it may import besides Node's own modules. */
  readonly packages?: readonly string[]
}

const base = ['src/errors', 'src/java', 'src/data', 'src/config']
const authorApi = [...base, 'src/api']
const kafkaPort = ['src/errors', 'src/protocol']

export const layers: readonly Layer[] = [
  { folder: 'src/errors', imports: [] },
  { folder: 'src/java', imports: ['src/errors'] },
  { folder: 'src/data', imports: ['src/errors', 'src/java'] },
  { folder: 'src/config', imports: ['src/errors', 'src/java'] },
  { folder: 'src/api', imports: base },
  { folder: 'src/schemas', imports: ['src/errors', 'src/java'], packages: ['@bufbuild/protobuf'] },
  { folder: 'src/spec', imports: ['src/errors', 'src/data', 'src/config'] },
  { folder: 'src/dsl', imports: [...authorApi, 'src/spec'] },
  { folder: 'src/plugins', imports: [...authorApi, 'src/spec', 'src/dsl'], packages: ['esbuild'] },
  { folder: 'src/protocol', imports: ['src/errors'] },
  { folder: 'src/kafka', imports: [...kafkaPort, 'src/config'], packages: ['kafkajs'] },
  { folder: 'src/broker', imports: kafkaPort },
  { folder: 'src/connect-config', imports: [...authorApi, 'src/plugins', 'src/kafka'] },
  { folder: 'src/schema-registry', imports: [...authorApi, 'src/kafka'], packages: ['@confluentinc/schemaregistry'] },
  {
    folder: 'src/registry-server',
    imports: [...base, ...kafkaPort, 'src/kafka', 'src/schemas', 'src/schema-registry'],
    packages: ['fastify', 'ajv'],
  },
  {
    folder: 'src/converters',
    imports: [...authorApi, 'src/schemas', 'src/schema-registry'],
    packages: ['@bufbuild/protobuf'],
  },
  {
    folder: 'src/compiler',
    imports: [...authorApi, 'src/spec', 'src/dsl', 'src/plugins', 'src/connect-config'],
    packages: ['yaml', 'ajv', 'esbuild'],
  },
  {
    folder: 'src/runtime',
    imports: [
      ...authorApi,
      ...kafkaPort,
      'src/spec',
      'src/plugins',
      'src/kafka',
      'src/connect-config',
      'src/converters',
      'src/schema-registry',
    ],
  },
  {
    folder: 'src/rest',
    imports: [...base, 'src/api', 'src/plugins', 'src/kafka', 'src/connect-config', 'src/runtime'],
    packages: ['fastify'],
  },
  {
    folder: 'src/deploy',
    imports: [...base, 'src/spec', 'src/compiler', 'src/kafka', 'src/connect-config', 'src/plugins'],
  },
  {
    folder: 'src/testing',
    imports: [
      ...authorApi,
      'src/spec',
      'src/dsl',
      'src/plugins',
      'src/compiler',
      'src/runtime',
      'src/kafka',
      'src/converters',
      'src/app',
      'src/broker',
      'src/registry-server',
      'src/schema-registry',
    ],
    packages: ['yaml'],
  },
  { folder: 'transforms', imports: authorApi, packages: ['*'] },
  { folder: 'connectors', imports: authorApi, packages: ['*'] },
  { folder: 'src/app', imports: ['*'] },
  { folder: 'src/worker', imports: ['*'] },
  { folder: 'src/index.ts', imports: ['*'] },
  { folder: 'cli', imports: ['*'], packages: ['@oclif/core'] },
  {
    folder: 'pipelines',
    imports: ['src/index.ts', 'src/testing'],
    packages: ['sluiceway', 'sluiceway/testing', 'vitest', 'vega-datasets'],
  },
]
