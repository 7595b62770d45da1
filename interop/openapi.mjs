import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Validator } from '@seriousme/openapi-schema-validator'
import { generateSource } from 'oazapfts'

export async function validateDocument(document) {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(document)
  return { valid, errors, version: validator.version }
}

/** Where generated code finds the runtime that it imports, and no repository sees it. */
const FOLDER = path.join(import.meta.dirname, 'node_modules', '.generated')

export async function generateClient({ documentUrl, baseUrl, headers }) {
  const source = await generateSource(documentUrl, {})
  const file = path.join(FOLDER, `${randomUUID()}.mjs`)
  await mkdir(FOLDER, { recursive: true })
  try {
    await writeFile(file, stripTypeScriptTypes(source))
    const { defaults, ...client } = await import(pathToFileURL(file).href)
    Object.assign(defaults, { baseUrl, headers })
    return client
  } finally {
    await rm(file, { force: true })
  }
}
