import { loginKey, type User } from './user.ts'

const MOST_WORDS = 6
const LONGEST = 254

/**
 * The keys by which a person is found: login, address, and every rotation of the words of the name. So
 * "king", "lovelace" and "lovelace ada" all find Ada King Lovelace, and every search is one range of
 * one index.
 */
export function searchKeysOf({
  login,
  email,
  profile: { name = '', givenName = '', familyName = '' },
}: Pick<User, 'login' | 'email' | 'profile'>): string[] {
  const names = [name, `${givenName} ${familyName}`].flatMap(rotations)
  const keys = new Set([searchKey(login), searchKey(email), ...names])
  keys.delete('')
  return [...keys]
}

/** How a search is compared with the keys: NFKC, lower case, one space between words, no commas. */
export function searchKey(text: string): string {
  const key = loginKey(text)
    .replaceAll(/[\s,]+/g, ' ')
    .trim()
  return key.slice(0, LONGEST)
}

function rotations(name: string): string[] {
  const words = searchKey(name).split(' ').slice(0, MOST_WORDS)
  return words.map((_, at) => [...words.slice(at), ...words.slice(0, at)].join(' '))
}
