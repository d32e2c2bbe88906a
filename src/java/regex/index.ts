export { JavaPattern } from './java-pattern.ts'
export { compileReplacement } from './replacement.ts'
