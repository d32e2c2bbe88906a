import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Tests start many processes and threads on the same sources: they share the compiled code. */
process.env['NODE_COMPILE_CACHE'] ??= source('./node_modules/.cache/node')

export default defineConfig({
  resolve: {
    alias: [
      { find: /^sluiceway\/testing$/, replacement: source('./src/testing/index.ts') },
      { find: /^sluiceway\/worker$/, replacement: source('./src/worker/index.ts') },
      { find: /^sluiceway$/, replacement: source('./src/index.ts') },
    ],
  },
  test: {
    pool: 'forks',
    maxWorkers: 4,
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/e2e/**', 'test/fixtures/**'],
          // A safety net alone: what a test awaits has a deadline of its own, or an order.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 60_000, interval: 20 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
