import type { Profile, User } from '../users/user.ts'

/** A person whom a connection's provider tells of, and what it calls them. */
export type ProvisionedPerson = Readonly<{
  user: User
  /** The provider's own name for the person. */
  externalId: string | undefined
  /** What it says and a profile has no place for. */
  attributes: Readonly<Record<string, string>>
  /** When it took the person out; undefined once anybody else decided about their status. */
  endedAt: number | undefined
  /** When it deleted the person: from then on they are not there for it. */
  deletedAt: number | undefined
}>

/** The whole of what the provider says of a person. */
export type ToldPerson = Readonly<{
  login: string
  email: string | undefined
  externalId: string | undefined
  active: boolean
  profile: Profile
  attributes: Readonly<Record<string, string>>
}>

/** What lists are narrowed by: each of them has an index, or is looked at within the connection. */
export type PersonFilter =
  | Readonly<{ by: 'id' | 'login' | 'email' | 'externalId'; is: string }>
  | Readonly<{ by: 'active'; is: boolean }>
  | Readonly<{ by: 'updatedAt'; compare: Compare; at: number }>

export type Compare = '>' | '>=' | '<' | '<='

/** `skip` rows come before the page. */
export type Page = Readonly<{ skip: number; limit: number }>
