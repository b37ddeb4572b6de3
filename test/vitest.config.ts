import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname
const common = {
  root,
  globalSetup: ['test/support/prepare.ts'],
  testTimeout: 20_000,
  hookTimeout: 60_000,
}
/** What these test keeps no state in its modules, so the files may share them: half the time. */
const together = ['shared', 'cloud', 'hub', 'gateway'].map((name) => `test/${name}/**/*.test.ts`)

export default defineConfig({
  test: {
    root,
    // For two cores: one file more than that, since flows and screens wait half of their time.
    maxWorkers: 3,
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
