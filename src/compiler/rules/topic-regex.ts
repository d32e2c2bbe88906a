import { JavaPattern } from '../../java/regex/index.ts'

/** What is wrong with a regular expression for topics, or null. */
export function regexProblem(regex: string): string | null {
  try {
    JavaPattern.compile(regex)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Whether a topic's whole name matches; false for an expression that does not compile. */
export function matchesTopic(regex: string, topic: string): boolean {
  return regexProblem(regex) === null && JavaPattern.compile(regex).matches(topic)
}
