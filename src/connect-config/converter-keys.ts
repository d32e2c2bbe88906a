import type { Recommender, Validator } from '../config/index.ts'

/** Shown only when the class key is set; the versions to choose from are filled in where the installed plugins are known. */
export const versionVisibility = (classKey: string): Recommender => ({
  validValues: () => [],
  visible: (_, parsed) => parsed[classKey] !== null && parsed[classKey] !== undefined,
})

const accepts = (text: string): Validator => ({ ensureValid: () => undefined, toString: () => text })

/** Whether the class is a converter is checked against the installed plugins, see `validate-classes.ts`. */
export const converterClassValidator = accepts(
  'A concrete subclass of org.apache.kafka.connect.storage.Converter, A class with a public, no-argument constructor',
)
export const headerConverterClassValidator = accepts(
  'A concrete subclass of org.apache.kafka.connect.storage.HeaderConverter, A class with a public, no-argument constructor',
)
