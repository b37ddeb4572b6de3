import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'turso',
  schema: './shared/feed/schema.ts',
  out: './drizzle/feed',
})
