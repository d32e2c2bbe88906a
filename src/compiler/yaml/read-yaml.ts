import { LineCounter, parseDocument } from 'yaml'
import { PipelineError } from '../../errors/index.ts'

/** Plain data of a YAML or JSON file that is no pipeline file. Throws SLW1002 with the place of the first mistake. */
export function readYaml(file: string, text: string): unknown {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const [mistake] = document.errors
  if (mistake === undefined) return document.toJS()
  const { line, col } = lineCounter.linePos(mistake.pos[0])
  throw new PipelineError('SLW1002', `${file}:${line}:${col}: ${mistake.message}`, { at: { file, line, column: col } })
}
