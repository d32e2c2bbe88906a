import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PipelineError } from '../../src/errors/index.ts'

const template = fileURLToPath(new URL('./template', import.meta.url))

/** npm leaves `.gitignore` out of packages, so the template carries such names without the dot. */
const dotted: ReadonlySet<string> = new Set(['gitignore', 'gitlab-ci.yml'])
const targetName = (file: string) => (dotted.has(file) ? `.${file}` : file)

/** A valid npm package name made of a folder's name. */
const packageName = (folder: string) =>
  folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '') || 'pipelines'

/**
 * Writes the template project and gives its files, sorted. Throws SLW6004 naming every file that is in the way, before anything is written.
 */
export async function writeProject(
  directory: string,
  values: { readonly name: string; readonly sluiceway: string },
): Promise<string[]> {
  const entries = await readdir(template, { recursive: true, withFileTypes: true })
  const sources = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(template.length + 1))
  const files = sources
    .map((source) => ({ source, target: targetName(source.split(sep).join('/')) }))
    .sort((a, b) => a.target.localeCompare(b.target))
  const inTheWay = files.filter(({ target }) => existsSync(join(directory, target))).map(({ target }) => target)
  if (inTheWay.length > 0) {
    throw new PipelineError(
      'SLW6004',
      `These files exist already in ${directory}: ${inTheWay.join(', ')}. Nothing was written.`,
      {
        hint: 'Choose another directory: `pipeline init NAME`.',
        details: { files: inTheWay },
      },
    )
  }
  for (const { source, target } of files) {
    const text = await readFile(join(template, source), 'utf8')
    const path = join(directory, target)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(
      path,
      text.replaceAll('{{name}}', packageName(values.name)).replaceAll('{{sluiceway}}', values.sluiceway),
    )
  }
  return files.map(({ target }) => target)
}
