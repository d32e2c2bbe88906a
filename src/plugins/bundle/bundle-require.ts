/** esbuild's stand-in for `require` in an ES module names itself so. */
export const needsRequire = (code: string): boolean => code.includes('Dynamic require of "')

/** Gives CommonJS packages inside a bundle the `require` they use for Node's own modules; everything else is bundled. */
export const requireBanner =
  'import{createRequire as __sluicewayCreateRequire}from"node:module";const require=__sluicewayCreateRequire("file:///bundle.js");'
