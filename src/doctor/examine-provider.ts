import { recogniseAddress } from '../core/connections/recognise-address.ts'
import { examineAnswer } from './examine-answer.ts'
import { examineClock } from './examine-clock.ts'
import { algorithmsOf, examineDocument } from './examine-document.ts'
import { examineKeys } from './examine-keys.ts'
import { examineRegistration, type Registration } from './examine-registration.ts'
import { type Finding, note, right, wrong } from './finding.ts'
import { jsonOf, type ObserveDeps, observe } from './observe.ts'

export type Examination = Readonly<{
  /** The address that was requested: as pasted, or what was meant by it. */
  wellKnownUrl: string | undefined
  findings: readonly Finding[]
  /** What it is and says, if it answered with a document. */
  seen?: Readonly<{ issuer: unknown; aheadMs: number | undefined; keySet: unknown }>
}>

type Asked = Readonly<{
  /** Any address of a provider, as people paste it. */
  address: string
  registration?: Registration | undefined
}>

/**
 * Examines a provider from the outside and says what is right, what is risky and what will fail. It
 * makes three or four requests, none of which needs a secret or leaves anything behind.
 */
export async function examineProvider(deps: ObserveDeps, asked: Asked): Promise<Examination> {
  const { findings: ofAddress, wellKnownUrl } = examineAddress(asked.address)
  if (wellKnownUrl === undefined) return { wellKnownUrl, findings: ofAddress }

  const observed = await observe(deps, wellKnownUrl)
  const answer = examineAnswer('document', observed)
  if (observed.kind === 'silent' || answer.some(({ verdict }) => verdict === 'wrong')) {
    return { wellKnownUrl, findings: [...ofAddress, ...answer] }
  }
  const document = jsonOf(observed.text)
  const { findings: ofKeys, keySet } = await examineKeysOf(deps, document)
  const issuer = (document as Readonly<Record<string, unknown>> | null)?.issuer
  return {
    wellKnownUrl,
    seen: { issuer, aheadMs: observed.aheadMs, keySet },
    findings: [
      ...ofAddress,
      ...answer,
      examineClock(observed.aheadMs),
      ...examineDocument(document, wellKnownUrl),
      ...ofKeys,
      ...(await examineRegistrationAt(deps, document, asked.registration)),
    ],
  }
}

function examineAddress(pasted: string): Examination {
  const { wellKnownUrl, notes } = recogniseAddress(pasted)
  if (wellKnownUrl === undefined) {
    return { wellKnownUrl, findings: [wrong('address', notes.join(' '))] }
  }
  const isSame = wellKnownUrl === pasted.trim()
  const findings = [
    isSame
      ? right('address', 'It is a well-known URL.')
      : note('address', `The well-known URL that belongs to it is ${wellKnownUrl}`),
    ...notes.map((told) => note('address', told)),
  ]
  return { wellKnownUrl, findings }
}

type OfKeys = { findings: readonly Finding[]; keySet?: unknown }

async function examineKeysOf(deps: ObserveDeps, document: unknown): Promise<OfKeys> {
  const address = textOf(document, 'jwks_uri')
  if (!address) return { findings: [] } // reported as an unmet need
  const observed = await observe(deps, address)
  const answer = examineAnswer('keys', observed).filter(({ verdict }) => verdict !== 'right')
  if (observed.kind === 'silent' || answer.some(({ verdict }) => verdict === 'wrong')) {
    return { findings: answer }
  }
  const keySet = jsonOf(observed.text)
  const algorithms = algorithmsOf(document)
  if (algorithms.length === 0) return { findings: answer, keySet }
  return { findings: [...answer, ...examineKeys(keySet, algorithms)], keySet }
}

async function examineRegistrationAt(
  deps: ObserveDeps,
  document: unknown,
  registration: Registration | undefined,
): Promise<Finding[]> {
  const endpoint = textOf(document, 'authorization_endpoint')
  if (!endpoint || !registration) return []
  return [await examineRegistration(deps, endpoint, registration)]
}

/** An address from the document, if it can be called. */
function textOf(document: unknown, name: string): string | undefined {
  const value = (document as Readonly<Record<string, unknown>> | null)?.[name]
  return typeof value === 'string' && URL.canParse(value) ? value : undefined
}
