export type Validation = { valid: boolean; version: string; errors: unknown }

/** What `@seriousme/openapi-schema-validator` says of the document. */
export function validateDocument(document: object): Promise<Validation>

export type Answered = {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what a client is generated from is only known when the test runs
  data: any
}

/** A function for each operation, named by its `operationId`. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type GeneratedClient = Record<string, (...given: any[]) => Promise<Answered>>

/** The client that `oazapfts` generates from the document at this address, and calls there. */
export function generateClient(options: {
  documentUrl: string
  baseUrl: string
  headers: Record<string, string>
}): Promise<GeneratedClient>
