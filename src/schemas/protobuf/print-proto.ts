import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage, ProtoOneof, ProtoOption } from './proto-file.ts'

/** A .proto file as the registry stores it: two blanks of indentation, an empty line between kinds of members. */
export function printProto(file: ProtoFile): string {
  const syntax = file.syntax === null ? '' : `syntax = "${file.syntax}";\n`
  const header = syntax + (file.package === null ? '' : `package ${file.package};\n`)
  const sections = [
    file.imports.map(({ path, kind }) => `import ${kind === null ? '' : `${kind} `}"${path}";\n`).join(''),
    file.options.map((option) => `option ${optionText(option)};\n`).join(''),
    [...file.messages.map(printMessage), ...file.enums.map(printEnum)].join(''),
    file.services.map(({ name, body }) => `service ${name} {\n  ${body}\n}\n`).join(''),
  ].filter((section) => section !== '')
  return [header, ...sections].filter((section) => section !== '').join('\n')
}

function printMessage(message: ProtoMessage): string {
  const sections = [
    message.reserved.map((text) => `reserved ${text};\n`).join(''),
    message.options.map((option) => `option ${optionText(option)};\n`).join(''),
    message.fields.map(printField).join(''),
    message.oneofs.map(printOneof).join(''),
    message.extensions.map((text) => `extensions ${text};\n`).join(''),
    [...message.messages.map(printMessage), ...message.enums.map(printEnum)].join(''),
  ].filter((section) => section !== '')
  return sections.length === 0
    ? `message ${message.name} {}\n`
    : `message ${message.name} {\n${indent(sections.join('\n'))}}\n`
}

const printOneof = ({ name, fields, options }: ProtoOneof): string =>
  `oneof ${name} {\n${indent(options.map((option) => `option ${optionText(option)};\n`).join('') + fields.map(printField).join(''))}}\n`

function printEnum({ name, values, options, reserved }: ProtoEnum): string {
  const body = [
    ...reserved.map((text) => `reserved ${text};\n`),
    ...options.map((option) => `option ${optionText(option)};\n`),
    ...values.map((value) => `${value.name} = ${value.number}${inlineOptions(value.options)};\n`),
  ]
  return `enum ${name} {\n${indent(body.join(''))}}\n`
}

function printField(field: ProtoField): string {
  const label = field.label === null ? '' : `${field.label} `
  const type = field.mapKey === null ? field.type : `map<${field.mapKey}, ${field.type}>`
  return `${label}${type} ${field.name} = ${field.number}${inlineOptions(field.options)};\n`
}

function inlineOptions(options: readonly ProtoOption[]): string {
  if (options.length === 0) return ''
  if (options.length === 1) return ` [${optionText(options[0]!)}]`
  return ` [\n${indent(options.map(optionText).join(',\n'))}\n]`
}

const optionText = ({ name, value }: ProtoOption): string => `${name} = ${value}`

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ')
