/** One request of the script that compares registries; `expect` is Confluent's answer where other registries may differ. */
export interface RegistryRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly status: number
  /** The whole body; undefined = any. */
  readonly answer?: unknown
  /** Another registry is known to answer this differently: why. */
  readonly differs?: string
  /** Not sent to another registry, because it would change what comes after: why. */
  readonly onlyHere?: string
}

const record = (fields: readonly unknown[]) =>
  JSON.stringify({ type: 'record', name: 'User', namespace: 'app', fields })
const id = { name: 'id', type: 'long' }
const name = { name: 'name', type: 'string' }
const v1 = record([id])
const v2 = record([id, { name: 'mail', type: ['null', 'string'], default: null }])
const broken = record([id, name])
const text = (error: number, message: string) => ({ error_code: error, message })

/** Registers, evolves, asks and deletes. Every answer is as Confluent's registry gives it. */
export const requests: readonly RegistryRequest[] = [
  { method: 'GET', path: '/subjects', status: 200, answer: [] },
  { method: 'GET', path: '/schemas/types', status: 200, answer: ['JSON', 'PROTOBUF', 'AVRO'], differs: 'order' },
  { method: 'GET', path: '/config', status: 200, answer: { compatibilityLevel: 'BACKWARD' } },
  {
    method: 'GET',
    path: '/mode',
    status: 200,
    answer: { mode: 'READWRITE' },
    differs: 'the other registry has no /mode',
  },
  { method: 'POST', path: '/subjects/users-value/versions', body: { schema: v1 }, status: 200, answer: { id: 1 } },
  { method: 'POST', path: '/subjects/users-value/versions', body: { schema: v1 }, status: 200, answer: { id: 1 } },
  {
    method: 'POST',
    path: '/subjects/users-value/versions',
    body: { schema: JSON.stringify(JSON.parse(v1), null, 2) },
    status: 200,
    answer: { id: 1 },
    onlyHere: 'it compares texts with white space',
  },
  { method: 'POST', path: '/subjects/other-value/versions', body: { schema: v1 }, status: 200, answer: { id: 1 } },
  {
    method: 'POST',
    path: '/compatibility/subjects/users-value/versions/latest',
    body: { schema: v2 },
    status: 200,
    answer: { is_compatible: true },
  },
  {
    method: 'POST',
    path: '/compatibility/subjects/users-value/versions/latest',
    body: { schema: broken },
    status: 200,
    answer: { is_compatible: false },
  },
  { method: 'POST', path: '/subjects/users-value/versions', body: { schema: v2 }, status: 200, answer: { id: 2 } },
  { method: 'POST', path: '/subjects/users-value/versions', body: { schema: broken }, status: 409 },
  { method: 'GET', path: '/subjects/users-value/versions', status: 200, answer: [1, 2] },
  {
    method: 'GET',
    path: '/subjects/users-value/versions/1',
    status: 200,
    answer: { subject: 'users-value', version: 1, id: 1, schema: v1 },
  },
  {
    method: 'GET',
    path: '/subjects/users-value/versions/latest',
    status: 200,
    answer: { subject: 'users-value', version: 2, id: 2, schema: v2 },
  },
  { method: 'GET', path: '/subjects/users-value/versions/2/schema', status: 200, answer: JSON.parse(v2) },
  {
    method: 'GET',
    path: '/subjects/users-value/versions/9',
    status: 404,
    answer: text(40402, 'Version 9 not found.'),
    differs: 'text',
  },
  {
    method: 'GET',
    path: '/subjects/nobody/versions/1',
    status: 404,
    answer: text(40401, "Subject 'nobody' not found."),
    differs: 'text',
  },
  {
    method: 'GET',
    path: '/subjects/users-value/versions/abc',
    status: 422,
    answer: text(
      42202,
      'The specified version \'abc\' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"',
    ),
    differs: 'text',
  },
  { method: 'GET', path: '/schemas/ids/1', status: 200, answer: { schema: v1 } },
  { method: 'GET', path: '/schemas/ids/1/schema', status: 200, answer: JSON.parse(v1), differs: 'not there' },
  {
    method: 'GET',
    path: '/schemas/ids/1/subjects',
    status: 200,
    answer: ['other-value', 'users-value'],
    differs: 'order',
  },
  {
    method: 'GET',
    path: '/schemas/ids/1/versions',
    status: 200,
    answer: [
      { subject: 'other-value', version: 1 },
      { subject: 'users-value', version: 1 },
    ],
    differs: 'order',
  },
  { method: 'GET', path: '/schemas/ids/99', status: 404, answer: text(40403, 'Schema 99 not found'), differs: 'text' },
  {
    method: 'POST',
    path: '/subjects/users-value',
    body: { schema: v1 },
    status: 200,
    answer: { subject: 'users-value', version: 1, id: 1, schema: v1 },
  },
  {
    method: 'POST',
    path: '/subjects/users-value',
    body: { schema: broken },
    status: 404,
    answer: text(40403, 'Schema not found'),
    differs: 'text',
  },
  { method: 'POST', path: '/subjects/nobody', body: { schema: v1 }, status: 404 },
  { method: 'POST', path: '/subjects/users-value/versions', body: { schema: '{"type":"nope"}' }, status: 422 },
  {
    method: 'PUT',
    path: '/config/users-value',
    body: { compatibility: 'NONE' },
    status: 200,
    answer: { compatibility: 'NONE' },
    onlyHere: 'the global level stays in force there',
  },
  {
    method: 'GET',
    path: '/config/users-value',
    status: 200,
    answer: { compatibilityLevel: 'NONE' },
    onlyHere: 'see above',
  },
  { method: 'GET', path: '/config/other-value', status: 404, differs: 'answers the global level' },
  {
    method: 'GET',
    path: '/config/other-value?defaultToGlobal=true',
    status: 200,
    answer: { compatibilityLevel: 'BACKWARD' },
    differs: 'answers NONE',
  },
  { method: 'PUT', path: '/config/users-value', body: { compatibility: 'SOMETIMES' }, status: 422, differs: '400' },
  {
    method: 'POST',
    path: '/subjects/users-value/versions',
    body: { schema: broken },
    status: 200,
    answer: { id: 3 },
    onlyHere: 'see above',
  },
  {
    method: 'DELETE',
    path: '/config/users-value',
    status: 200,
    answer: { compatibilityLevel: 'NONE' },
    onlyHere: 'see above',
  },
  {
    method: 'POST',
    path: '/subjects/json-value/versions',
    body: {
      schemaType: 'JSON',
      schema: '{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}',
    },
    status: 200,
    answer: { id: 4 },
  },
  {
    method: 'POST',
    path: '/compatibility/subjects/json-value/versions/latest',
    body: {
      schemaType: 'JSON',
      schema:
        '{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"additionalProperties":false}',
    },
    status: 200,
    answer: { is_compatible: true },
  },
  {
    method: 'POST',
    path: '/compatibility/subjects/json-value/versions/latest',
    body: {
      schemaType: 'JSON',
      schema: '{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":false}',
    },
    status: 200,
    answer: { is_compatible: false },
  },
  {
    method: 'POST',
    path: '/subjects/proto-value/versions',
    body: {
      schemaType: 'PROTOBUF',
      schema: 'syntax = "proto3"; package app; message M { string a = 1; int32 b = 2; }',
    },
    status: 200,
    answer: { id: 5 },
  },
  {
    method: 'GET',
    path: '/subjects/proto-value/versions/1',
    status: 200,
    answer: {
      subject: 'proto-value',
      version: 1,
      id: 5,
      schemaType: 'PROTOBUF',
      schema: 'syntax = "proto3";\npackage app;\n\nmessage M {\n  string a = 1;\n  int32 b = 2;\n}\n',
    },
    differs: 'it keeps the text as it came',
  },
  {
    method: 'POST',
    path: '/compatibility/subjects/proto-value/versions/latest',
    body: {
      schemaType: 'PROTOBUF',
      schema: 'syntax = "proto3"; package app; message M { string a = 1; int64 b = 2; bool c = 3; }',
    },
    status: 200,
    answer: { is_compatible: true },
    differs: 'it refuses int32 to int64',
  },
  {
    method: 'POST',
    path: '/compatibility/subjects/proto-value/versions/latest',
    body: { schemaType: 'PROTOBUF', schema: 'syntax = "proto3"; package app; message M { int32 a = 1; int32 b = 2; }' },
    status: 200,
    answer: { is_compatible: false },
  },
  {
    method: 'POST',
    path: '/subjects/team-value/versions',
    body: {
      schema: JSON.stringify({
        type: 'record',
        name: 'Team',
        namespace: 'app',
        fields: [{ name: 'lead', type: 'app.User' }],
      }),
      references: [{ name: 'app.User', subject: 'users-value', version: 1 }],
    },
    status: 200,
    answer: { id: 6 },
  },
  { method: 'GET', path: '/subjects/users-value/versions/1/referencedby', status: 200, answer: [6] },
  { method: 'DELETE', path: '/subjects/users-value/versions/1', status: 422 },
  {
    method: 'DELETE',
    path: '/subjects/users-value/versions/3',
    status: 200,
    answer: 3,
    onlyHere: 'see above',
  },
  { method: 'GET', path: '/subjects/users-value/versions', status: 200, answer: [1, 2] },
  {
    method: 'GET',
    path: '/subjects/users-value/versions?deleted=true',
    status: 200,
    answer: [1, 2, 3],
    onlyHere: 'deleted versions are not listed there',
  },
  {
    method: 'DELETE',
    path: '/subjects/users-value/versions/2?permanent=true',
    status: 404,
    onlyHere: 'it deletes at once',
  },
  {
    method: 'DELETE',
    path: '/subjects/users-value/versions/3?permanent=true',
    status: 200,
    answer: 3,
    onlyHere: 'it deletes at once',
  },
  { method: 'DELETE', path: '/subjects/team-value', status: 200, answer: [1] },
  { method: 'DELETE', path: '/subjects/team-value', status: 404, differs: 'text' },
  {
    method: 'DELETE',
    path: '/subjects/team-value?permanent=true',
    status: 200,
    answer: [1],
    onlyHere: 'it deletes at once',
  },
  { method: 'DELETE', path: '/subjects/other-value', status: 200, answer: [1] },
  {
    method: 'GET',
    path: '/subjects',
    status: 200,
    answer: ['json-value', 'proto-value', 'users-value'],
    differs: 'order',
  },
  {
    method: 'GET',
    path: '/subjects?deleted=true',
    status: 200,
    answer: ['json-value', 'other-value', 'proto-value', 'users-value'],
    differs: 'order',
  },
  { method: 'GET', path: '/nothing/here', status: 404, differs: 'no error_code' },
]

/** What a registry answered. */
export interface RegistryAnswer {
  readonly status: number
  readonly body: unknown
  readonly contentType: string | null
}

export async function ask(url: string, { method, path, body }: RegistryRequest): Promise<RegistryAnswer> {
  const response = await fetch(url + path, {
    method,
    headers: { 'Content-Type': 'application/vnd.schemaregistry.v1+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = await response.text()
  let parsed: unknown = answer
  try {
    parsed = JSON.parse(answer)
  } catch {
    // Kept as text.
  }
  return { status: response.status, body: parsed, contentType: response.headers.get('content-type') }
}
