import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Classes in `java/`, with the interfaces that a Java worker finds them by. */
const classes = {
  EchoSourceConnector: ['source.SourceConnector'],
  Shout: ['transforms.Transformation'],
  Marker: ['transforms.predicates.Predicate'],
  MarkConverter: ['storage.Converter', 'storage.HeaderConverter'],
} as const

/** What `writeEchoPackage` writes for our workers, compiled for `plugin.path` of a Java worker: each class states the version. */
export function buildEchoJar(folder: string, version: string, kafkaLibs: string): void {
  const sources = join(folder, `../java-sources-${version}`)
  const out = join(sources, 'out')
  mkdirSync(join(out, 'META-INF/services'), { recursive: true })
  const files = Object.entries(classes).map(([name, interfaces]) => {
    const code = readFileSync(fileURLToPath(new URL(`java/${name}.java`, import.meta.url)), 'utf8')
    const file = join(sources, `${name}.java`)
    writeFileSync(file, code.replaceAll('@VERSION@', version))
    for (const each of interfaces)
      writeFileSync(join(out, `META-INF/services/org.apache.kafka.connect.${each}`), `com.example.${name}\n`)
    return file
  })
  execFileSync('javac', ['-nowarn', '-cp', join(kafkaLibs, '*'), '-d', out, ...files])
  const path = join(folder, `echo-${version}`)
  mkdirSync(path, { recursive: true })
  execFileSync('jar', ['--create', '--file', join(path, 'echo.jar'), '-C', out, '.'])
}
