import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname
const common = {
  root,
  globalSetup: ['test/support/prepare.ts'],
  testTimeout: 20_000,
  hookTimeout: 60_000,
}
/** What these test keeps no state in its modules, so the files may share them: half the time. */
const together = ['test/shared/**/*.test.ts', 'test/cloud/**/*.test.ts']

export default defineConfig({
  test: {
    root,
    // Two cores: flows start several real processes each, so two files at a time are enough.
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'together', include: together, isolate: false } },
      {
        test: {
          ...common,
          name: 'apart',
          include: ['test/**/*.test.ts'],
          exclude: [...together, '**/node_modules/**'],
        },
      },
    ],
  },
})
