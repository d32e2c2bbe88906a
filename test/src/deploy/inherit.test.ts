import { expect, test } from 'vitest'
import { type DeploymentRecord, inherit, type PipelineToDeploy } from '../../../src/deploy/deployment-record.ts'

const pipeline = (name: string, file: string | null, ...connectors: string[]): PipelineToDeploy => ({
  name,
  file,
  connectors: connectors.map((each) => ({ name: each, kind: 'sink', config: {} })),
  manifest: { format: 1, pipeline: name, api: 1, connectors, plugins: [], bundle: null },
  bundle: null,
})

const record = (...pipelines: PipelineToDeploy[]): DeploymentRecord => ({
  id: 'shop',
  revision: 1,
  deployedAt: 0,
  connectors: [],
  details: { pipelines: inherit(pipelines, null, []).pipelines },
})

const before = record(pipeline('a', 'pipelines/a.yaml', 'a-one', 'a-two'), pipeline('b', 'pipelines/b.yaml', 'b-one'))

test.each([
  {
    what: 'a connector that left its pipeline goes',
    now: [pipeline('a', 'pipelines/a.yaml', 'a-one')],
    inputs: ['pipelines/a.yaml'],
    remove: ['a-two'],
    names: ['a', 'b'],
  },
  {
    what: 'the file of another pipeline was not named: it stays',
    now: [pipeline('a', 'pipelines/a.yaml', 'a-one', 'a-two')],
    inputs: ['pipelines/a.yaml'],
    remove: [],
    names: ['a', 'b'],
  },
  {
    what: 'its folder was named and has it no more: it goes',
    now: [pipeline('a', 'pipelines/a.yaml', 'a-one', 'a-two')],
    inputs: ['./pipelines/'],
    remove: ['b-one'],
    names: ['a'],
  },
  {
    what: 'so with a glob',
    now: [pipeline('a', 'pipelines/a.yaml', 'a-one', 'a-two')],
    inputs: ['pipelines/*.yaml'],
    remove: ['b-one'],
    names: ['a'],
  },
  {
    what: 'so with everything',
    now: [pipeline('a', null, 'a-one', 'a-two')],
    inputs: null,
    remove: ['b-one'],
    names: ['a'],
  },
  {
    what: 'a folder that only begins alike is another one',
    now: [pipeline('a', 'pipelines/a.yaml', 'a-one', 'a-two')],
    inputs: ['pipe'],
    remove: [],
    names: ['a', 'b'],
  },
  {
    what: 'a renamed pipeline gives its connectors up',
    now: [pipeline('c', 'pipelines/b.yaml', 'b-one')],
    inputs: ['pipelines/b.yaml'],
    remove: [],
    names: ['a', 'c'],
  },
])('$what', ({ now, inputs, remove, names }) => {
  const next = inherit(now, before, inputs)
  expect(next.remove).toEqual(remove)
  expect(next.pipelines.map(({ name }) => name)).toEqual(names)
})
