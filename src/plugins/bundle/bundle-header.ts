import { API_VERSION } from '../../api/index.ts'
import { PipelineError } from '../../errors/index.ts'

/** First line of every bundle: names the version of the API it was built for. */
export const bundleHeader = `// sluiceway bundle, api ${API_VERSION}`

/** Throws SLW3003 when the bundle was built for another version of the API, or is no bundle. */
export function assertBundleFits(code: string): void {
  const built = /^\/\/ sluiceway bundle, api (\d+)\n/.exec(code)
  if (!built)
    throw new PipelineError(
      'SLW3003',
      'This is not a bundle of sluiceway: its first line does not name an API version.',
    )
  if (Number(built[1]) !== API_VERSION)
    throw new PipelineError(
      'SLW3003',
      `The bundle was built for API version ${built[1]}; this worker has version ${API_VERSION}.`,
    )
}
