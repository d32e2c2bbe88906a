/**
 * The packed package keeps the code of all of `src`, `transforms` and `connectors` in one folder, `dist/lib/` (scripts/build.ts): a thread reads a
 * few files instead of hundreds. Modules that are found by path ask here where they are.
 */
const isPrebuilt = /\/dist\/lib\/[^/]+$/.test(import.meta.url)

/** URL of an entry of the packed package by its name; `inSources` is what it is when running from sources. */
export const modulePath = (name: string, inSources: URL): URL =>
  isPrebuilt ? new URL(`./${name}.js`, import.meta.url) : inSources
