export {
  type Artefact,
  type ArtefactIndex,
  artefactOf,
  bundleFile,
  readArtefact,
  writeArtefact,
} from './artefact.ts'
export { type CompileOptions, type CompileResult, compileFiles, compileText } from './compile-files.ts'
export { type FormatOptions, formatDiagnostics } from './format-diagnostics.ts'
export { readYaml } from './yaml/read-yaml.ts'
