// Prints the shell lines of a project's CI files, each once, in order: node ci-lines.cjs PROJECT
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { parse } = require('yaml')

const project = process.argv[2]
const read = (file) => parse(readFileSync(join(project, file), 'utf8'))
const gitlab = read('.gitlab-ci.yml')
const lines = [
  ...Object.values(read('.github/workflows/pipelines.yml').jobs).flatMap(({ steps }) => steps.map(({ run }) => run)),
  ...gitlab.stages.flatMap((stage) => gitlab[stage].script),
]
console.log([...new Set(lines.filter((line) => line !== undefined))].join('\n'))
