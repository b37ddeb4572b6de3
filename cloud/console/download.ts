import { fetchFile, type Query } from './api.ts'

/** The key goes in a header, so the file is fetched and handed to the browser from memory. */
export async function download(path: string, query: Query): Promise<void> {
  const { blob, name } = await fetchFile({ path, query })
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
