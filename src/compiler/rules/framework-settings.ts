import { sentence } from '../check-settings.ts'
import { hasProviderReference } from '../config-text.ts'
import { frameworkConfig } from '../framework-keys.ts'
import { partsOf } from '../pointer.ts'
import type { RuleInput } from './rule.ts'

/** Values of the framework's own keys that stand under `config` (`errors.tolerance`, `tasks.max` ...); the file's own keys are checked elsewhere. */
export function checkFrameworkSettings({ connectors, context: { report } }: RuleInput): void {
  for (const { kind, config, origins } of connectors)
    for (const { name, errorMessages } of frameworkConfig(kind).validate(config)) {
      const pointer = origins.get(name)
      const [message] = errorMessages
      if (message === undefined || pointer === undefined || partsOf(pointer).at(-2) !== 'config') continue
      if (hasProviderReference(config[name] ?? '')) continue
      report.add({
        code: 'SLW2004',
        message: sentence(message),
        pointer,
        hint: frameworkConfig(kind).keys[name]?.doc ?? 'Use a value that the key accepts.',
      })
    }
}
