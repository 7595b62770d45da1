import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'

// Made with openssl for these tests; nobody trusts it, which is the point.
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgU44d0rnn0I1CPgg7
D1i1V8+LFdempcbvk+MOmaJQY3ahRANCAARPHcV4LfTzR0L7K2JQF/rzMNF322ob
t2o6ka/Rp6l1wFb9NP5irktG6EEZeWZIp621g3IlRd6m2ZN5nEE+Ubfa
-----END PRIVATE KEY-----`
const cert = `-----BEGIN CERTIFICATE-----
MIIBljCCATugAwIBAgIUCFH/Eiqx8ZoOuCIyn44nvhrtt1EwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzIyMzcyNloYDzIxMjYxMDMw
MjIzNzI2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARPHcV4LfTzR0L7K2JQF/rzMNF322obt2o6ka/Rp6l1wFb9NP5irktG
6EEZeWZIp621g3IlRd6m2ZN5nEE+Ubfao2kwZzAdBgNVHQ4EFgQUY/zHuR9yx5Tx
yn/7oCkfhWJN07MwHwYDVR0jBBgwFoAUY/zHuR9yx5Txyn/7oCkfhWJN07MwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SQAwRgIhAI/C+x51dVaqY3UBK0R5mSW3prXMlW8g0o2shStMRoGqAiEA+bRzTDJY
XEbB56ccErTOMXpr6gz7OOhCjvnSTxpqI4A=
-----END CERTIFICATE-----`

/** An https server on loopback whose certificate no authority has signed. */
export async function startSelfSigned(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer({ key, cert }, (_request, response) => response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    url: `https://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
