import type { Provider } from 'oidc-provider'
import { type Clock, SECOND } from '../base/clock.ts'
import { digest } from '../base/token.ts'

/** In what the library's session is another than ours. */
export function setSessionRules(provider: Provider, now: Clock): void {
  const session = provider.Session.prototype

  // The login flow gives every sign-in a session of its own secret; a second change of it on the
  // way back would write the session's row again and gain nothing.
  session.resetIdentifier = () => {}

  // The name by which an application knows a session (`sid`), another for each application. It is made
  // of what it names, so that two tabs at a time give the application one name and not two.
  session.ensureClientContainer = function (clientId) {
    this.sidFor(clientId) ?? this.sidFor(clientId, digest(`sid ${this.uid} ${clientId}`))
  }

  // The library counts in whole seconds, and so lets `max_age` be exceeded by almost one. `loginTs` is
  // exact here (session-adapter.ts); the protocol's own number stays whole.
  session.past = function (age) {
    return this.loginTs === undefined || now() / SECOND - this.loginTs > Number(age)
  }
  session.authTime = function () {
    return this.loginTs === undefined ? undefined : Math.floor(this.loginTs)
  }
}
