import { codes, exitCodeOf } from '../../src/errors/index.ts'
import { pageBanner } from './write-reference.ts'

const ranges: readonly (readonly [prefix: string, heading: string])[] = [
  ['SLW1', 'Files and YAML'],
  ['SLW2', 'Configuration'],
  ['SLW3', 'Plugins and bundles'],
  ['SLW4', 'Runtime'],
  ['SLW5', 'Kafka and broker'],
  ['SLW6', 'REST and command line'],
  ['SLW9', 'Bugs'],
]

/** `docs/reference/errors.md`: the table of codes. */
export function errorsPage(): string {
  const sections = ranges.flatMap(([prefix, heading]) => [
    `## ${heading}`,
    '',
    '| code | what happened | what to do | exit code |',
    '|---|---|---|---|',
    ...Object.entries(codes)
      .filter(([code]) => code.startsWith(prefix))
      .map(([code, { title, hint, category }]) => `| ${code} | ${title} | ${hint} | ${exitCodeOf(category)} |`),
    '',
  ])
  return [
    pageBanner,
    '# Error codes',
    '',
    'A code is permanent: it never changes its meaning. Exit codes: 1 at run time, 2 usage or a mistake in a file, 3 the environment.',
    '',
    ...sections,
  ].join('\n')
}
