import { SECOND } from '../base/clock.ts'
import { type Finding, right, risky, wrong } from './finding.ts'
import { jsonOf, type Observed } from './observe.ts'

const SLOW_MS = 2 * SECOND

/** Whether a document was served as it should be, and how fast. */
export function examineAnswer(check: string, observed: Observed): Finding[] {
  if (observed.kind === 'silent') return [examineSilence(check, observed)]
  const { url, status, text, tookMs } = observed
  if (status !== 200) {
    return [
      wrong(check, `${url} answered with status ${status}.`, {
        expected: '200',
        received: String(status),
        remedy: REMEDY_OF_STATUS[status] ?? 'Compare the address with the one the provider shows.',
      }),
    ]
  }
  if (jsonOf(text) === undefined) {
    return [
      wrong(check, `${url} answered with something that is not JSON.`, {
        expected: 'a JSON document',
        received: text.slice(0, 60).replaceAll(/\s+/g, ' ') || 'nothing',
        remedy: 'This is often a sign-in page or a proxy in front of the provider.',
      }),
    ]
  }
  if (tookMs <= SLOW_MS) return [right(check, `It answered in ${tookMs} ms.`)]
  const seconds = (tookMs / SECOND).toFixed(1)
  return [
    risky(check, `It took ${seconds} s to answer. After 5 s it counts as down.`, {
      remedy: 'Look at the network between here and the provider: names, proxies, packet loss.',
    }),
  ]
}

const REMEDY_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'A well-known URL is open to everybody. Something in front of the provider asks for a sign-in.',
  403: 'A well-known URL is open to everybody. Something in front of the provider refuses this machine.',
  404: 'Nothing is published there: the authorization server, realm or tenant in the address may be misspelt.',
}

type Silent = Extract<Observed, { kind: 'silent' }>

const SILENCES: readonly [happened: RegExp, sentence: string, remedy: string][] = [
  [
    /outbound\.allow/,
    'This server may not call private addresses that it was not told of.',
    'If the provider is meant to be there, list its name under outbound.allow in the configuration.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    'Its name is not known.',
    'Check the spelling, and the DNS of this machine.',
  ],
  [/ECONNREFUSED/, 'Nothing listens there.', 'Check the port, and whether the provider runs.'],
  [
    /CERT_HAS_EXPIRED/,
    'Its certificate has expired.',
    'The provider has to renew its certificate. If it is valid elsewhere, look at the clock of this machine.',
  ],
  [
    /ALTNAME|altnames/,
    'Its certificate is for another name.',
    'Use the name that the certificate has, or have one made for this name.',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|self.signed/i,
    'Its certificate is signed by nobody that this machine trusts.',
    'Give the authority to the process by NODE_EXTRA_CA_CERTS=FILE; never switch the check off.',
  ],
  [
    /redirected/,
    'It redirects, and redirects are not followed.',
    'Use the address that it leads to.',
  ],
  [/larger than/, 'Its answer is larger than any such document.', 'Check the address.'],
  [
    /within the time/,
    'It did not answer within 5 seconds.',
    'Check firewalls between here and there, and whether the provider runs.',
  ],
]

function examineSilence(check: string, { url, happened }: Silent): Finding {
  const [
    ,
    sentence = 'It cannot be reached.',
    remedy = 'Look at the network between here and there.',
  ] = SILENCES.find(([pattern]) => pattern.test(happened)) ?? []
  return wrong(check, sentence, { expected: `an answer from ${url}`, received: happened, remedy })
}
