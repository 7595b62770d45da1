/** The path and the query of a request's address; a query may hold further question marks. */
export function splitAddress(address: string): { path: string; query: string | undefined } {
  const at = address.indexOf('?')
  return at === -1
    ? { path: address, query: undefined }
    : { path: address.slice(0, at), query: address.slice(at + 1) }
}
