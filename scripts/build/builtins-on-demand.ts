import type { Plugin } from 'esbuild'

/**
 * An ES import of one of Node's modules reads all its exports, and so loads what hides behind lazy ones (`node:http`: undici, 10 MB a thread;
 * `node:crypto`: WebCrypto, 3 MB). Here a module is taken with `getBuiltinModule`, and not before one of its names is used: a task without TLS
 * never loads `node:tls`. esbuild gives each importing chunk an object whose prototype is that of `module.exports`; what has been used is
 * an own property of it from then on.
 */
export const builtinsOnDemand: Plugin = {
  name: 'builtins-on-demand',
  setup(builder) {
    builder.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }))
    builder.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = Object.create(new Proxy({}, {
        get(_, name, importer) {
          const value = process.getBuiltinModule(${JSON.stringify(path)})[name]
          Object.defineProperty(importer, name, { value })
          return value
        },
      }))`,
    }))
  },
}
