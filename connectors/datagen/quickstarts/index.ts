import type { Quickstart } from './fields.ts'
import { operations } from './operations.ts'
import { shop } from './shop.ts'
import { web } from './web.ts'

export type { Quickstart } from './fields.ts'

/** The built-in schemas by name; values are our own, names and types of the fields are those that tutorials rely on. */
export const quickstarts: Readonly<Record<string, Quickstart>> = { ...shop, ...web, ...operations }
