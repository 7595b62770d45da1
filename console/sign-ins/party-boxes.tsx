import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { mayReadSettings, start } from '../start.ts'
import { PARTIES, type PartyName } from './parties.ts'
import type { SignIn } from './sign-in-api.ts'

/** Who took part: a box each, with what is known of them. */
export function PartyBoxes({ signIn, parties }: { signIn: SignIn; parties: readonly PartyName[] }) {
  return (
    <ul className="parties" aria-label="Who took part">
      {parties.map((name) => (
        <li key={name} className="sheet">
          <span className="party-kind">{PARTIES[name]}</span>
          {describe(name, signIn)}
        </li>
      ))}
    </ul>
  )
}

function describe(name: PartyName, signIn: SignIn): ReactNode {
  const { browser, address, application, connection, person } = signIn
  switch (name) {
    case 'browser':
      return (
        <>
          {person && <Named party={person} folder="people" mayOpen />}
          <span>{[browser, address].filter(Boolean).join(', ') || 'unknown'}</span>
        </>
      )
    case 'application':
      return <Named party={application} folder="applications" mayOpen={mayReadSettings} />
    case 'latchkey':
      return <span>{start.organization.name}</span>
    case 'provider':
      return <Named party={connection} folder="connections" mayOpen={mayReadSettings} />
  }
}

function Named(props: { party: SignIn['person']; folder: string; mayOpen: boolean }) {
  const { party, folder, mayOpen } = props
  if (!party) return <span>unknown</span>
  if (party.name === null) return <span>deleted since</span>
  if (!mayOpen) return <span dir="auto">{party.name}</span>
  return (
    <Link className="quiet-link" href={`/${folder}/${party.id}`} dir="auto">
      {party.name}
    </Link>
  )
}
