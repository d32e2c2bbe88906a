import { invalidValue, type Validator, validator } from '../config/index.ts'
import { JavaPattern } from '../java/index.ts'

/** `RegexValidator`: a Java regular expression. */
export const regexValidator: Validator = validator((name, value) => {
  try {
    JavaPattern.compile(String(value))
  } catch (error) {
    throw invalidValue(name, value, `Invalid regex: ${(error as Error).message}`)
  }
}, 'valid regex')
