import { isSecureAddress } from '../../base/loopback.ts'
import type { ApplicationSettings } from './application.ts'

type Problem = Readonly<{ path: keyof ApplicationSettings; message: string }>

/** Checks the addresses at which an application is told of ended sessions. */
export function checkLogout({
  backchannelLogoutUri,
  frontchannelLogoutUri,
}: ApplicationSettings): Problem[] {
  return [
    ...checkAddress('backchannelLogoutUri', backchannelLogoutUri),
    ...checkAddress('frontchannelLogoutUri', frontchannelLogoutUri),
  ]
}

function checkAddress(path: keyof ApplicationSettings, uri: string | undefined): Problem[] {
  if (uri === undefined) return []
  const url = URL.parse(uri)
  if (!url) return [{ path, message: `This is not an absolute address: ${uri}` }]
  const problems = [
    // Neither a token that ends sessions nor the browser of whoever signs out may go there unencrypted.
    !isSecureAddress(url) && 'A logout URI is https (http on loopback only).',
    uri.includes('#') && 'A logout URI has no fragment (#…): remove it.',
    (url.username !== '' || url.password !== '') &&
      'A logout URI has no user name or password before the host: remove them.',
  ]
  return problems.filter((one) => one !== false).map((message) => ({ path, message }))
}
