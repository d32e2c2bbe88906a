import { extname } from 'node:path'
import { modulePath } from '../../plugins/prebuilt.ts'

/** The file that a task host's thread runs. */
export const hostEntryPath = (): URL =>
  modulePath('host-entry', new URL(`./host-entry${extname(import.meta.url)}`, import.meta.url))
