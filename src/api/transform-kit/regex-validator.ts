import { invalidValue, type Validator, validator } from '../../config/index.ts'
import { JavaPattern } from '../../java/index.ts'

/** What the JVM says of a missing pattern. */
const nullPattern = 'Cannot invoke "String.isEmpty()" because "this.pattern" is null'

/** `RegexValidator`: the value is a Java regular expression. */
export const regexValidator: Validator = validator((name, value) => {
  if (value === null) throw invalidValue(name, value, `Invalid regex: ${nullPattern}`)
  try {
    JavaPattern.compile(value as string)
  } catch (error) {
    throw invalidValue(name, value, `Invalid regex: ${(error as Error).message}`)
  }
}, 'valid regex')
