import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname
const timeouts = { testTimeout: 20_000, hookTimeout: 60_000 }
/** Without files, processes or clocks: these tests share their modules, which halves their time. */
const pure = ['test/shared/**/*.test.ts']

export default defineConfig({
  test: {
    root,
    // Two cores: flows start several real processes each, so two files at a time are enough.
    maxWorkers: 2,
    projects: [
      { test: { name: 'pure', root, include: pure, isolate: false, ...timeouts } },
      {
        test: {
          name: 'real',
          root,
          include: ['test/**/*.test.ts'],
          exclude: [...pure, '**/node_modules/**'],
          globalSetup: ['test/support/prepare.ts'],
          ...timeouts,
        },
      },
    ],
  },
})
