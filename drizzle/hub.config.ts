import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'turso',
  schema: './hub/journal/schema.ts',
  out: './drizzle/hub',
})
