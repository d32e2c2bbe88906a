/**
 * Every error code of Sluiceway, in one place. A code is permanent: it is never reused and never changes its meaning.
 *
 * Ranges: 1xxx files and YAML, 2xxx configuration, 3xxx plugins and bundles, 4xxx runtime, 5xxx Kafka and broker,
 * 6xxx REST and CLI, 9xxx our own bugs. The category decides, for all callers at once, the CLI's exit code, the REST status and whether a
 * retry can help.
 *
 * `docs/reference/errors.md` is generated from this table.
 */
export type Category = 'invalid' | 'not-found' | 'conflict' | 'unavailable' | 'environment' | 'data' | 'internal'

export interface CodeEntry {
  readonly category: Category
  /** What happened, in a few words: the heading of the reference page. */
  readonly title: string
  /** What the user can do; the default when the place that raises the error has nothing better. */
  readonly hint: string
}

const table = {
  SLW1001: { category: 'invalid', title: 'The file cannot be read', hint: 'Check the path and the permissions.' },
  SLW1002: { category: 'invalid', title: 'The file is not valid YAML', hint: 'Fix the syntax at the marked place.' },
  SLW1003: {
    category: 'invalid',
    title: 'The file is empty',
    hint: 'Start with `name:`, `source:` and `sinks:`, or run `pipeline init`.',
  },
  SLW1004: {
    category: 'invalid',
    title: 'The file is too large for a pipeline file',
    hint: 'A pipeline file holds configuration, at most 1 MiB; keep data elsewhere.',
  },
  SLW1005: { category: 'invalid', title: 'A tab is used for indentation', hint: 'Indent with spaces.' },
  SLW1006: { category: 'invalid', title: 'A key stands twice', hint: 'Remove one of them.' },
  SLW1007: {
    category: 'invalid',
    title: 'The pipeline module threw or did not load',
    hint: 'Fix the error at the marked place.',
  },
  SLW1008: {
    category: 'invalid',
    title: 'The pipeline module did not finish loading in time',
    hint: 'A pipeline file only describes a pipeline: move waiting and network calls into a connector or SMT.',
  },
  SLW1009: {
    category: 'invalid',
    title: 'The pipeline module has no pipeline as its default export',
    hint: "Write `export default pipeline('name', { ... })`.",
  },
  SLW1010: {
    category: 'invalid',
    title: 'The TypeScript does not compile',
    hint: 'Fix the syntax or the import at the marked place.',
  },
  SLW1011: {
    category: 'invalid',
    title: 'The file is not text',
    hint: 'A pipeline file is UTF-8 text: YAML (`.yaml`, `.yml`) or TypeScript (`.ts`).',
  },
  SLW1012: {
    category: 'invalid',
    title: 'Not a pipeline file',
    hint: 'Pipeline files end in `.yaml`, `.yml`, `.ts`, `.mts`, `.js` or `.mjs`.',
  },
  SLW2001: { category: 'invalid', title: 'Unknown key', hint: 'Remove it or use the nearest valid key.' },
  SLW2002: { category: 'invalid', title: 'Wrong type', hint: 'Use a value of the type that is asked for.' },
  SLW2003: { category: 'invalid', title: 'A required key is missing', hint: 'Add the key.' },
  SLW2004: { category: 'invalid', title: 'Invalid value', hint: 'Use a value that the key accepts.' },
  SLW2005: { category: 'invalid', title: 'Duplicate name', hint: 'Give each its own name.' },
  SLW2006: {
    category: 'invalid',
    title: 'Unknown setting of a plugin',
    hint: 'Remove it or use the nearest valid key.',
  },
  SLW2007: {
    category: 'invalid',
    title: 'Reference to something that is not defined',
    hint: 'Define it or fix the name.',
  },
  SLW2008: {
    category: 'invalid',
    title: 'A pipeline without source and sinks',
    hint: 'Add a source, a sink, or both.',
  },
  SLW2009: {
    category: 'invalid',
    title: 'A field that no step before provides',
    hint: 'Check the field name against the schema after the step before.',
  },
  SLW2010: {
    category: 'invalid',
    title: 'A configuration with a known trap',
    hint: 'See the reference page of the setting.',
  },
  SLW3001: {
    category: 'invalid',
    title: 'Unknown plugin',
    hint: 'Run `pipeline plugins list` for the names this installation knows.',
  },
  SLW3002: {
    category: 'invalid',
    title: 'A plugin could not be loaded',
    hint: 'Fix the error in the plugin or remove it from plugin.path.',
  },
  SLW3003: {
    category: 'invalid',
    title: 'A bundle asks for another API version',
    hint: 'Build the pipeline again with this version of sluiceway.',
  },
  SLW3004: {
    category: 'invalid',
    title: 'A version of a plugin is not installed',
    hint: 'Run `pipeline plugins list` for the versions this installation has.',
  },
  SLW4001: {
    category: 'internal',
    title: 'A task failed',
    hint: 'Read the trace; restart the task when the cause is gone.',
  },
  SLW4002: {
    category: 'internal',
    title: 'A task did not stop in time',
    hint: 'The task was ended; check that poll and put return.',
  },
  SLW4003: {
    category: 'internal',
    title: 'A task went above its memory limit',
    hint: 'Raise the limit or lower the batch sizes.',
  },
  SLW4004: {
    category: 'data',
    title: 'Tolerance exceeded in error handler',
    hint: 'Fix the record or set `errors.tolerance: all` with a dead letter queue.',
  },
  SLW4005: {
    category: 'data',
    title: 'The output differs from the input',
    hint: 'This must not happen: please report it with the printed counts.',
  },
  SLW4006: {
    category: 'internal',
    title: 'A task blocked its thread',
    hint: 'Look for long loops or synchronous waiting in the connector, SMT or converter.',
  },
  SLW5001: {
    category: 'unavailable',
    title: 'Kafka cannot be reached',
    hint: 'Check bootstrap.servers and that the cluster runs.',
  },
  SLW5002: {
    category: 'environment',
    title: 'The port is already in use',
    hint: 'Stop the other program or pass another port.',
  },
  SLW5003: {
    category: 'environment',
    title: 'The data directory is used by another process',
    hint: 'Stop that process or use another directory.',
  },
  SLW5004: {
    category: 'environment',
    title: 'The data directory cannot be written',
    hint: 'Check permissions and free space.',
  },
  SLW5005: {
    category: 'environment',
    title: 'The data directory has a newer format',
    hint: 'Use the version of sluiceway that wrote it, or a newer one.',
  },
  SLW5006: {
    category: 'unavailable',
    title: 'A broker answered with an error',
    hint: 'See the error name in the message.',
  },
  SLW5007: {
    category: 'data',
    title: 'Bytes are not a valid Kafka message',
    hint: 'Check that the peer speaks the Kafka protocol.',
  },
  SLW5008: {
    category: 'environment',
    title: 'The disk is full',
    hint: 'Free some space; nothing that was acknowledged is lost.',
  },
  SLW5010: {
    category: 'invalid',
    title: 'Kafka refused the credentials',
    hint: 'Check sasl.mechanism and sasl.jaas.config, or the client certificate.',
  },
  SLW5011: {
    category: 'invalid',
    title: 'A TLS connection to Kafka cannot be made',
    hint: 'Check security.protocol and the ssl.* settings.',
  },
  SLW5020: {
    category: 'invalid',
    title: 'A partition has no committed offset and auto.offset.reset is none',
    hint: 'Set auto.offset.reset to earliest or latest, or commit an offset for the group.',
  },
  SLW5021: {
    category: 'data',
    title: 'An offset is out of range and auto.offset.reset is none',
    hint: 'The records were deleted or truncated: set auto.offset.reset, or reset the offsets of the group.',
  },
  SLW5022: {
    category: 'internal',
    title: 'A poll was ended by wakeup',
    hint: 'Poll again, or close the consumer.',
  },
  SLW5023: {
    category: 'conflict',
    title: 'The Connect group belongs to Java workers',
    hint: 'To take over their topics, stop them; else give this worker another group.id and other topics.',
  },
  SLW6001: { category: 'invalid', title: 'Wrong usage of the command', hint: 'See `pipeline help`.' },
  SLW6002: { category: 'environment', title: 'This Node.js is too old', hint: 'Install Node.js 22.18 or newer.' },
  SLW6003: {
    category: 'unavailable',
    title: 'The worker cannot be reached',
    hint: 'Check the URL and that the worker runs.',
  },
  SLW6004: {
    category: 'environment',
    title: 'A target directory or file is in the way',
    hint: 'Choose another name or remove it.',
  },
  SLW6005: {
    category: 'environment',
    title: 'The worker could not start',
    hint: 'Check the worker settings and the connector files named above.',
  },
  SLW6006: {
    category: 'environment',
    title: 'npm could not install a package',
    hint: 'Check the name, the registry that npm uses, and that `npm` is on the PATH.',
  },
  SLW6007: {
    category: 'invalid',
    title: 'No plugin among the packages',
    hint: 'A plugin package names `sluiceway` among its peerDependencies. Install what a plugin needs besides in the same call.',
  },
  SLW6020: {
    category: 'invalid',
    title: 'The worker refuses the caller',
    hint: 'Pass --token or --user (SLUICEWAY_TOKEN, SLUICEWAY_USER) of somebody who may do this.',
  },
  SLW6021: {
    category: 'internal',
    title: 'The worker answered with an error',
    hint: 'Read the message; the log of the worker says more.',
  },
  SLW6022: {
    category: 'invalid',
    title: 'The worker refuses the configuration',
    hint: 'Fix the settings that are named.',
  },
  SLW6023: {
    category: 'not-found',
    title: 'The worker does not have it',
    hint: 'Run `pipeline list` for the connectors of the worker.',
  },
  SLW6024: {
    category: 'internal',
    title: 'A connector did not come up',
    hint: 'Read the trace; deploy again when the cause is gone.',
  },
  SLW6025: {
    category: 'invalid',
    title: 'The target cannot do this',
    hint: 'Use a Sluiceway worker for it.',
  },
  SLW6026: {
    category: 'internal',
    title: 'Interrupted by a signal',
    hint: 'Run the command again: it completes what is left.',
  },
  SLW9001: { category: 'internal', title: 'A bug in sluiceway', hint: 'Please report it with this message.' },
} as const satisfies Record<string, CodeEntry>

export type Code = keyof typeof table
export const codes: Readonly<Record<Code, CodeEntry>> = table

/** The CLI's exit code for a category: 1 runtime, 2 usage or validation, 3 environment (0 is success). */
export function exitCodeOf(category: Category): 1 | 2 | 3 {
  if (category === 'invalid') return 2
  if (category === 'environment' || category === 'unavailable') return 3
  return 1
}
