/** What is kept of people, in the form in which RFC 7643 section 7 describes it. */

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

export type Attribute = Readonly<{
  name: string
  type: 'string' | 'boolean' | 'complex' | 'reference'
  multiValued: boolean
  description: string
  required: boolean
  caseExact: boolean
  mutability: 'readWrite' | 'readOnly' | 'immutable'
  returned: 'default' | 'always'
  uniqueness: 'none' | 'server'
  subAttributes?: readonly Attribute[]
  canonicalValues?: readonly string[]
  referenceTypes?: readonly string[]
}>

export function attribute(
  name: string,
  description: string,
  more: Partial<Attribute> = {},
): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...more,
  }
}

const complex = (name: string, description: string, subAttributes: readonly Attribute[]) =>
  attribute(name, description, { type: 'complex', subAttributes })

/** Several of them; of each type one is kept. */
const list = (
  name: string,
  description: string,
  types: readonly string[],
  subAttributes: readonly Attribute[],
) =>
  attribute(name, description, {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      ...subAttributes,
      attribute('type', 'What it is for.', { canonicalValues: types }),
      attribute('primary', 'The one to be used.', { type: 'boolean' }),
    ],
  })

export const PHONE_TYPES = ['work', 'mobile', 'home', 'fax', 'pager', 'other']

export const USER_ATTRIBUTES: readonly Attribute[] = [
  attribute('userName', 'What the person is called at sign-in.', {
    required: true,
    uniqueness: 'server',
  }),
  attribute('active', 'Whether the person may sign in.', { type: 'boolean' }),
  attribute('displayName', 'The name that is shown.'),
  complex('name', 'The parts of the name.', [
    attribute('formatted', 'The whole name.'),
    attribute('familyName', 'The family name.'),
    attribute('givenName', 'The given name.'),
    attribute('middleName', 'The middle name.'),
    attribute('honorificPrefix', 'A title before the name.'),
    attribute('honorificSuffix', 'What follows the name.'),
  ]),
  attribute('nickName', 'What friends say.'),
  attribute('profileUrl', 'A page about the person.', {
    type: 'reference',
    referenceTypes: ['external'],
    caseExact: true,
  }),
  attribute('title', 'The title at work.'),
  attribute('userType', 'Such as employee or contractor.'),
  attribute('preferredLanguage', 'A language tag.'),
  attribute('locale', 'A language tag, for dates and numbers.'),
  attribute('timezone', 'Such as Europe/Berlin.'),
  list(
    'emails',
    'The e-mail address; one is kept.',
    ['work'],
    [attribute('value', 'The address.')],
  ),
  list('phoneNumbers', 'One phone number of each type.', PHONE_TYPES, [
    attribute('value', 'The number.'),
  ]),
  list(
    'addresses',
    'The postal address at work.',
    ['work'],
    [
      attribute('formatted', 'The whole address.'),
      attribute('streetAddress', 'Street and number.'),
      attribute('locality', 'The town.'),
      attribute('region', 'The region or state.'),
      attribute('postalCode', 'The postal code.'),
      attribute('country', 'The country.'),
    ],
  ),
]

export const ENTERPRISE_ATTRIBUTES: readonly Attribute[] = [
  attribute('employeeNumber', 'The number at work.'),
  attribute('costCenter', 'The cost centre.'),
  attribute('organization', 'The organization.'),
  attribute('division', 'The division.'),
  attribute('department', 'The department.'),
  complex('manager', 'Who the person reports to.', [
    attribute('value', 'The provider’s id of the manager.'),
  ]),
]
