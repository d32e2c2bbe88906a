/** An error with the status and text that the caller gets, after `ConnectRestException`. */
export class HttpError extends Error {
  readonly status: number
  /** Without Content-Type, as Jersey sends what it refuses before a resource is reached. */
  readonly isBare: boolean
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    { isBare = false, headers = {} }: { isBare?: boolean; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.name = 'HttpError'
    this.status = status
    this.isBare = isBare
    this.headers = headers
  }
}

export const badRequest = (message: string) => new HttpError(400, message)

/** What no resource of a Java worker ever sees: Jersey answers itself. */
const reasons = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Long',
  415: 'Unsupported Media Type',
  431: 'Request Header Fields Too Large',
} as const

export const jersey = (status: keyof typeof reasons) =>
  new HttpError(status, `HTTP ${status} ${reasons[status]}`, { isBare: true })
