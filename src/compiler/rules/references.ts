import type { RuleInput } from './rule.ts'

/** `${NAME}` looks like an environment variable, but Kafka Connect replaces `${provider:key}` only: the text would stay as it is (S7.2). */
export function checkReferences({ connectors, context: { report } }: RuleInput): void {
  for (const { config, origins } of connectors)
    for (const [key, value] of Object.entries(config)) {
      const name = /\$\{([A-Z][A-Z0-9_]*)\}/.exec(value)?.[1]
      const pointer = origins.get(key)
      if (name === undefined || pointer === undefined) continue
      report.add({
        severity: 'warning',
        code: 'SLW2010',
        message: `\`\${${name}}\` stays as it is: a reference names its config provider.`,
        pointer,
        suggestion: `\${env:${name}}`,
        hint: 'Use `${env:NAME}`, `${file:path:key}` or `${directory:path:file}`.',
      })
    }
}
