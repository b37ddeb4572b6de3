import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/prepare.ts'],
    // Two cores: flows start several real processes each, so two files at a time are enough.
    maxWorkers: 2,
    // Real browsers, processes and clocks on shared cores: CI tries once more, and its log tells so.
    retry: process.env['CI'] === undefined ? 0 : 1,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
