import { Failure } from '../../base/errors.ts'

/** What of a profile people may change themselves, in the order of the page. */
export const NAME_FIELDS = ['givenName', 'familyName', 'name'] as const
export type NameField = (typeof NAME_FIELDS)[number]

export const NAME_LABELS: Readonly<Record<NameField, string>> = {
  givenName: 'First name',
  familyName: 'Last name',
  name: 'Display name',
}

export const LONGEST_NAME = 200

/**
 * Line breaks, and what turns or hides the text beside it: others see the name. The two joiners
 * belong to names of Persia and India.
 */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
const SEEN = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u

/** A name as somebody typed it for themselves; empty where there shall be none. */
export function parsePersonName(text: string): string {
  const name = text.trim()
  if (name.length > LONGEST_NAME) {
    throw new Failure('invalid_input', `A name has at most ${LONGEST_NAME} characters.`)
  }
  if (UNSEEN.test(name) || (name !== '' && !SEEN.test(name))) {
    throw new Failure(
      'invalid_input',
      'It has a character that nobody sees, such as a line break or a turn of direction: type it anew.',
    )
  }
  return name
}
