import { type Validator, validator } from '../../config/index.ts'
import { ConfigException } from '../../errors/index.ts'
import { JavaPattern } from '../../java/index.ts'

/** `RegexValidator`: the value is a Java regular expression. */
export const regexValidator: Validator = validator((name, value) => {
  try {
    JavaPattern.compile(value as string)
  } catch (error) {
    throw new ConfigException(
      `Invalid value ${String(value)} for configuration ${name}: Invalid regex: ${(error as Error).message}`,
    )
  }
}, 'valid regex')
