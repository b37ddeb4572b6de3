import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'turso',
  schema: './hub/{journal,value,pin}/schema.ts',
  out: './drizzle/hub',
})
