/** Version of the contract between a bundle and the worker that runs it. Raised when a bundle built before would break (SLW3003). */
export const API_VERSION = 1
