const REPORTS_MAX = 20

/** Warns of records of an internal topic that were left out; of the first ones alone, since a topic may be full of them. */
export function leftOutRecords(topic: string, warn: (message: string) => void): (reason: string) => void {
  let count = 0
  return (reason) => {
    if (++count <= REPORTS_MAX) warn(`A record of the topic '${topic}' was left out: ${reason}`)
    if (count === REPORTS_MAX) warn(`More records of the topic '${topic}' that are left out are not reported`)
  }
}
