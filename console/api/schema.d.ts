// Written by tools/write-api-types.ts from /api/v1/openapi.json.
export type Schemas = {
  CallerSession: {
    kind: 'session' | 'token'
    person: {
      id: string
      name: string
      login: string
      email: string
      role: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
    }
    organization: { id: string; slug: string; name: string; url: string }
    permissions: (
      | 'organization.read'
      | 'organization.write'
      | 'applications.read'
      | 'applications.write'
      | 'connections.read'
      | 'connections.write'
      | 'people.read'
      | 'people.write'
      | 'groups.read'
      | 'groups.write'
      | 'sessions.read'
      | 'sessions.write'
      | 'servers.read'
      | 'servers.write'
      | 'signins.read'
      | 'events.read'
      | 'tokens.read'
      | 'tokens.write'
    )[]
    expiresAt: string
    signedInAt: string | null
    csrf: 'same-origin-json'
  }
  Problem: {
    type: string
    title: string
    status: number
    code: string
    detail: string
    errors?: { path: string; message: string; mayHeal?: boolean }[]
    current?: unknown
  }
  Organization: {
    id: string
    slug: string
    name: string
    url: string
    settings: {
      signUp: 'off' | 'invited' | 'domains' | 'open'
      allowedDomains: string[]
      passwordSignIn: boolean
      signInPolicy: Schemas['SignInPolicy']
      changeOwnNames: boolean
      secondFactor: 'off' | 'optional' | 'required'
      sessionIdleMs: number
      sessionMaxMs: number
      reauthenticateAfterMs: number
      eventRetentionMs: number
      appearance: Schemas['Appearance']
    }
    passwordsBackAt: string | null
    createdAt: string
    updatedAt: string
  }
  SignInPolicy: { automaticRedirect: boolean; emailFirst: boolean; rememberMs: number | null }
  Appearance: {
    logo: string | null
    accent: string | null
    accentDark: string | null
    heading: string | null
    intro: string | null
    links: { label: string; href: string }[]
  }
  OrganizationChange: {
    name?: string
    settings?: {
      signUp?: 'off' | 'invited' | 'domains' | 'open'
      allowedDomains?: string[]
      passwordSignIn?: boolean
      signInPolicy?: {
        automaticRedirect?: boolean
        emailFirst?: boolean
        rememberMs?: number | null
      }
      changeOwnNames?: boolean
      secondFactor?: 'off' | 'optional' | 'required'
      sessionIdleMs?: number
      sessionMaxMs?: number
      reauthenticateAfterMs?: number
      eventRetentionMs?: number
      appearance?: Schemas['AppearanceChange']
    }
  }
  AppearanceChange: {
    logo?: string | null
    accent?: string | null
    accentDark?: string | null
    heading?: string | null
    intro?: string | null
    links?: { label: string; href: string }[]
  }
  Overview: {
    people: Schemas['BoundedCount']
    owners: Schemas['BoundedCount']
    applications: Schemas['BoundedCount']
    connections: Schemas['BoundedCount']
    signIns: { from: string; succeeded: Schemas['BoundedCount']; failed: Schemas['BoundedCount'] }[]
    warnings: {
      kind:
        | 'passwords_on_trial'
        | 'connection_down'
        | 'recovery_link_made'
        | 'recovery_link_used'
        | 'passwords_came_back'
      at: string
      about: string | null
      id: string | null
    }[]
    refusedAddresses: {
      address: string
      count: number
      lastAt: string
      because: 'proxy_not_trusted' | 'scheme' | 'port' | 'other_host'
      remedy: string
    }[]
  }
  BoundedCount: { count: number; isMore: boolean }
  User: {
    id: string
    login: string
    email: string
    emailVerified: boolean
    displayName: string
    profile: {
      name?: string
      givenName?: string
      middleName?: string
      familyName?: string
      nickname?: string
      profileUrl?: string
      picture?: string
      website?: string
      gender?: string
      birthdate?: string
      zoneinfo?: string
      locale?: string
      phoneNumber?: string
      address?: {
        streetAddress?: string
        locality?: string
        region?: string
        postalCode?: string
        country?: string
      }
    }
    status: 'staged' | 'active' | 'suspended' | 'deactivated'
    role: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
    manualRole: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
    hasPassword: boolean
    createdAt: string
    updatedAt: string
  }
  UserCreation: {
    login: string
    email?: string
    emailVerified?: boolean
    profile?: {
      name?: string
      givenName?: string
      middleName?: string
      familyName?: string
      nickname?: string
      profileUrl?: string
      picture?: string
      website?: string
      gender?: string
      birthdate?: string
      zoneinfo?: string
      locale?: string
      phoneNumber?: string
      address?: {
        streetAddress?: string
        locality?: string
        region?: string
        postalCode?: string
        country?: string
      }
    }
    role?: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
    status?: 'staged' | 'active'
    password?: string
  }
  Membership: {
    id: string
    name: string
    description: string
    manual: boolean
    connectionIds: string[]
  }
  Identity: {
    connectionId: string
    connectionName: string
    subject: string
    createdAt: string
    lastUsedAt: string
    givenRole: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member' | null
  }
  SessionList: { items: Schemas['Session'][] }
  Session: {
    id: string
    userId: string
    address: string
    userAgent: string
    amr: string[]
    connectionId: string | null
    authenticatedAt: string
    lastSeenAt: string
    expiresAt: string
    current: boolean
  }
  UserPage: { items: Schemas['ListedUser'][]; next: string | null }
  ListedUser: Schemas['User'] & { openInvitation: boolean }
  NewPassword: { password: string | null }
  PasswordReset: { password?: string }
  UserChange: {
    login?: string
    email?: string
    emailVerified?: boolean
    profile?: {
      name?: string
      givenName?: string
      middleName?: string
      familyName?: string
      nickname?: string
      profileUrl?: string
      picture?: string
      website?: string
      gender?: string
      birthdate?: string
      zoneinfo?: string
      locale?: string
      phoneNumber?: string
      address?: {
        streetAddress?: string
        locality?: string
        region?: string
        postalCode?: string
        country?: string
      }
    }
    role?: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
  }
  NewPasswordLink: {
    purpose: 'invitation' | 'reset'
    createdAt: string
    expiresAt: string
    url: string
  }
  PasswordLink: {
    link: { purpose: 'invitation' | 'reset'; createdAt: string; expiresAt: string } | null
  }
  SentPasswordLink: { to: string; sendsMail: boolean }
  SecondFactors: { items: Schemas['SecondFactor'][]; recoveryCodesLeft: number }
  SecondFactor: {
    id: string
    kind: 'otp' | 'passkey'
    name: string
    createdAt: string
    lastUsedAt: string | null
  }
  PeopleImported: {
    dryRun: boolean
    counts: { create: number; change: number; unchanged: number; refused: number }
    rows: Schemas['ImportedRow'][]
    report: string
  }
  ImportedRow: {
    line: number
    login: string
    outcome: 'create' | 'change' | 'unchanged' | 'refused'
    changes: { field: string; before: string; after: string }[]
    problems: string[]
    invitation: string | null
  }
  PeopleImport: {
    csv: string
    dryRun: boolean
    columns?: {
      [name: string]:
        | 'login'
        | 'email'
        | 'givenName'
        | 'familyName'
        | 'name'
        | 'groups'
        | 'role'
        | 'status'
        | 'ignore'
    }
    newStatus?: 'active' | 'staged'
    invite?: boolean
  }
  Group: {
    id: string
    name: string
    description: string
    requiresSecondFactor: boolean
    createdAt: string
    updatedAt: string
  }
  GroupCreation: { description?: string; requiresSecondFactor?: boolean; name: string }
  GroupPage: { items: Schemas['Group'][]; next: string | null }
  MemberPage: { items: Schemas['Member'][]; next: string | null }
  Member: Schemas['User'] & { manual: boolean; connectionIds: string[] }
  GroupChange: { description?: string; requiresSecondFactor?: boolean; name?: string }
  Application: {
    id: string
    clientId: string
    label: string
    type: 'web' | 'browser' | 'native' | 'service'
    status: 'active' | 'inactive'
    settings: Schemas['ApplicationSettings']
    embedUrl: string
    createdAt: string
    updatedAt: string
  }
  ApplicationSettings: {
    grantTypes: (
      | 'authorization_code'
      | 'implicit'
      | 'refresh_token'
      | 'client_credentials'
      | 'urn:ietf:params:oauth:grant-type:device_code'
    )[]
    implicit: { idToken: boolean; accessToken: boolean }
    redirectUris: string[]
    wildcardRedirect: 'DISABLED' | 'SUBDOMAIN'
    postLogoutRedirectUris: string[]
    backchannelLogoutUri: string | null
    frontchannelLogoutUri: string | null
    logoutSessionRequired: boolean
    trustedOrigins: string[]
    initiateLoginUri: string | null
    loginMode: 'DISABLED' | 'SPEC' | 'OKTA'
    loginScopes: string[]
    visibility: { web: boolean; mobile: boolean }
    logo: string | null
    logoUri: string | null
    tokenEndpointAuthMethod:
      | 'client_secret_basic'
      | 'client_secret_post'
      | 'client_secret_jwt'
      | 'private_key_jwt'
      | 'none'
    jwks: { keys: { [name: string]: unknown }[] } | null
    jwksUri: string | null
    pkceRequired: boolean
    dpopRequired: boolean
    consent: 'TRUSTED' | 'REQUIRED'
    requiresSecondFactor: boolean
    refreshToken: { rotation: 'ROTATE' | 'STATIC'; leewaySeconds: number }
    groupsClaim: { filter: 'STARTS_WITH' | 'EQUALS' | 'CONTAINS' | 'REGEX'; value: string } | null
  }
  ApplicationSecret: { id: string; status: 'active' | 'inactive'; createdAt: string }
  NewApplication: Schemas['Application'] & { clientSecret: string | null }
  ApplicationCreation: {
    label: string
    type: 'web' | 'browser' | 'native' | 'service'
    clientId?: string
    settings?: Schemas['ApplicationSettingsChange']
    assignments?: Schemas['Assignments']
  }
  ApplicationSettingsChange: {
    grantTypes?: (
      | 'authorization_code'
      | 'implicit'
      | 'refresh_token'
      | 'client_credentials'
      | 'urn:ietf:params:oauth:grant-type:device_code'
    )[]
    implicit?: { idToken: boolean; accessToken: boolean }
    redirectUris?: string[]
    wildcardRedirect?: 'DISABLED' | 'SUBDOMAIN'
    postLogoutRedirectUris?: string[]
    backchannelLogoutUri?: string | null
    frontchannelLogoutUri?: string | null
    logoutSessionRequired?: boolean
    trustedOrigins?: string[]
    initiateLoginUri?: string | null
    loginMode?: 'DISABLED' | 'SPEC' | 'OKTA'
    loginScopes?: string[]
    visibility?: { web: boolean; mobile: boolean }
    logo?: string | null
    logoUri?: string | null
    tokenEndpointAuthMethod?:
      | 'client_secret_basic'
      | 'client_secret_post'
      | 'client_secret_jwt'
      | 'private_key_jwt'
      | 'none'
    jwks?: { keys: { [name: string]: unknown }[] } | null
    jwksUri?: string | null
    pkceRequired?: boolean
    dpopRequired?: boolean
    consent?: 'TRUSTED' | 'REQUIRED'
    requiresSecondFactor?: boolean
    refreshToken?: { rotation: 'ROTATE' | 'STATIC'; leewaySeconds: number }
    groupsClaim?: { filter: 'STARTS_WITH' | 'EQUALS' | 'CONTAINS' | 'REGEX'; value: string } | null
  }
  Assignments: { everyone: boolean; groups: string[]; users: string[] }
  NewApplicationSecret: Schemas['ApplicationSecret'] & { secret: string }
  ApplicationPage: { items: Schemas['Application'][]; next: string | null }
  ApplicationChange: { label?: string; settings?: Schemas['ApplicationSettingsChange'] }
  LogoutNotices: {
    waiting: number
    failingSince: string | null
    lastSuccessAt: string | null
    lastFailureAt: string | null
    lastFailure: string | null
    givenUp: number
  }
  Connection: {
    id: string
    slug: string
    name: string
    template: 'okta' | 'entra' | 'google' | 'keycloak' | 'auth0' | 'oidc'
    enabled: boolean
    position: number
    wellKnownUrl: string
    issuer: string
    clientId: string
    clientAuthMethod: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
    hasClientSecret: boolean
    hasPrivateKey: boolean
    settings: {
      scopes: string[]
      claims: { email: string; groups: string; name: string; login: string }
      trustedDomains: string[]
      homeDomains: string[]
      signUp: boolean
      linking: 'refuse' | 'prove'
      mapping: Schemas['Mapping']
      secondFactor: 'ask' | 'trust'
      signOutAtProvider: boolean
      buttonLabel: string | null
      secretExpiresOn: string | null
      icon: string | null
      callback?: 'shared' | 'own'
    }
    redirectUri: string
    initiateLoginUri: string
    postLogoutRedirectUri: string
    createdAt: string
    updatedAt: string
  }
  Mapping: { sync: 'full' | 'add'; rules: Schemas['MappingRule'][] }
  MappingRule: {
    claim?: string
    match: 'any' | 'equals' | 'starts_with' | 'pattern'
    value?: string
    group?: string
    sameName?: boolean
    role?: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
    allowOwner?: boolean
  }
  ConnectionCreation: {
    slug: string
    name: string
    template?: 'okta' | 'entra' | 'google' | 'keycloak' | 'auth0' | 'oidc'
    enabled?: boolean
    wellKnownUrl: string
    clientId: string
    clientAuthMethod?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
    clientSecret?: string
    privateKey?: string
    settings?: {
      scopes?: string[]
      claims?: { email: string; groups: string; name: string; login: string }
      trustedDomains?: string[]
      homeDomains?: string[]
      signUp?: boolean
      linking?: 'refuse' | 'prove'
      mapping?: Schemas['Mapping']
      secondFactor?: 'ask' | 'trust'
      signOutAtProvider?: boolean
      buttonLabel?: string | null
      secretExpiresOn?: string | null
      icon?: string | null
      callback?: 'shared' | 'own'
    }
    check?: 'required' | 'skip'
  }
  ConnectionList: { items: Schemas['ListedConnection'][] }
  ListedConnection: {
    id: string
    slug: string
    name: string
    template: 'okta' | 'entra' | 'google' | 'keycloak' | 'auth0' | 'oidc'
    enabled: boolean
    position: number
    wellKnownUrl: string
    issuer: string
    clientId: string
    clientAuthMethod: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
    hasClientSecret: boolean
    hasPrivateKey: boolean
    settings: {
      scopes: string[]
      claims: { email: string; groups: string; name: string; login: string }
      trustedDomains: string[]
      homeDomains: string[]
      signUp: boolean
      linking: 'refuse' | 'prove'
      mapping: Schemas['Mapping']
      secondFactor: 'ask' | 'trust'
      signOutAtProvider: boolean
      buttonLabel: string | null
      secretExpiresOn: string | null
      icon: string | null
      callback?: 'shared' | 'own'
    }
    redirectUri: string
    initiateLoginUri: string
    postLogoutRedirectUri: string
    createdAt: string
    updatedAt: string
    health: Schemas['HealthState']
  }
  HealthState: 'unknown' | 'up' | 'down'
  ConnectionOrder: { ids: string[] }
  Recognised: {
    kind: 'well-known-url' | 'issuer' | 'organization' | 'admin-console' | 'unknown'
    wellKnownUrl: string | null
    template: 'okta' | 'entra' | 'google' | 'keycloak' | 'auth0' | 'oidc'
    server: 'organization' | 'custom' | null
    notes: string[]
  }
  Pasted: { text: string }
  ConnectionChange: {
    slug?: string
    name?: string
    template?: 'okta' | 'entra' | 'google' | 'keycloak' | 'auth0' | 'oidc'
    enabled?: boolean
    wellKnownUrl?: string
    clientId?: string
    clientAuthMethod?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
    clientSecret?: string
    privateKey?: string
    settings?: {
      scopes?: string[]
      claims?: { email: string; groups: string; name: string; login: string }
      trustedDomains?: string[]
      homeDomains?: string[]
      signUp?: boolean
      linking?: 'refuse' | 'prove'
      mapping?: Schemas['Mapping']
      secondFactor?: 'ask' | 'trust'
      signOutAtProvider?: boolean
      buttonLabel?: string | null
      secretExpiresOn?: string | null
      icon?: string | null
      callback?: 'shared' | 'own'
    }
    check?: 'required' | 'skip'
  }
  ConnectionHealth: {
    state: Schemas['HealthState']
    lastProbeAt: string | null
    lastSuccessAt: string | null
    lastFailureAt: string | null
    lastFailure: Schemas['Finding'] | null
    findings: Schemas['Finding'][]
    clockAheadMs: number | null
    keys: { kid: string | null; thumbprint: string }[]
    keysRotatedAt: string | null
    nextProbeAt: string | null
    lastSignInAt: string | null
  }
  Finding: {
    check: string
    verdict: 'right' | 'note' | 'risky' | 'wrong'
    sentence: string
    expected?: string
    received?: string
    remedy?: string
  }
  ConnectionTest: {
    id: string
    connectionId: string | null
    outcome: 'would_sign_in' | 'would_ask_proof' | 'would_refuse' | 'failed'
    signIn: string
    at: string
    by: { id: string; login: string | null }
    connectionName: string
    issuer: string
    claims: { name: string; source: 'id_token' | 'userinfo'; value: string | null }[]
    plan: {
      how: 'known' | 'link' | 'create' | 'prove' | 'refuse'
      because: string
      check: string | null
      expected: string | null
      received: string | null
      person: { id: string | null; login: string; name: string; email: string } | null
      groups: { id: string; name: string; rule: number; value: string; isNew: boolean }[]
      leaves: { id: string; name: string }[]
      role: {
        role: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
        before: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member' | null
        by: {
          rule: number
          value: string
          role: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
        } | null
      } | null
      notes: string[]
    } | null
    cause: {
      id: string
      kind: 'failure' | 'warning'
      title: string
      sentence: string
      check: string | null
      expected: string | null
      received: string | null
      difference: { before: string; expected: string; received: string; after: string } | null
      remedies: {
        where: string
        menuPath: string[]
        text: string
        valueToPaste: string | null
        settingLink: string | null
      }[]
    } | null
  }
  ConnectionTestList: {
    items: {
      id: string
      connectionId: string | null
      outcome: 'would_sign_in' | 'would_ask_proof' | 'would_refuse' | 'failed'
      signIn: string
      at: string
      by: { id: string; login: string | null }
    }[]
  }
  ConnectionTestBegun: { id: string; location: string }
  ConnectionTestRequest: {
    connectionId?: string
    change?: Schemas['ConnectionChange'] & unknown
    creation?: Schemas['ConnectionCreation'] & unknown
  }
  NewProvisioningToken: Schemas['ProvisioningToken'] & { token: string }
  ProvisioningToken: {
    id: string
    name: string
    createdAt: string
    expiresAt: string
    lastUsedAt: string | null
  }
  ProvisioningTokenCreation: { name: string; expiresInDays?: number }
  Provisioning: {
    baseUrl: string
    people: number
    groups: number
    tokens: Schemas['ProvisioningToken'][]
  }
  Examination: { wellKnownUrl: string | null; findings: Schemas['Finding'][] }
  ExaminationRequest: { address: string; clientId?: string; slug?: string }
  AuthorizationServer: {
    id: string
    slug: string
    issuer: string
    settings: {
      name: string
      audience: string
      signingAlg: 'RS256' | 'ES256'
      accessTokenMs: number
      idTokenMs: number
      refreshTokenMs: number
      scopes: Schemas['Scope'][]
      claims: Schemas['CustomClaim'][]
      accessPolicies: Schemas['AccessPolicy'][]
    }
    createdAt: string
    updatedAt: string
  }
  Scope: {
    name: string
    displayName: string
    description: string
    consent: 'implicit' | 'required'
    default: boolean
    published: boolean
  }
  CustomClaim: {
    name: string
    token: 'id_token' | 'access_token'
    value:
      | { kind: 'text'; text: string }
      | {
          kind: 'profile'
          attribute:
            | 'login'
            | 'email'
            | 'displayName'
            | 'givenName'
            | 'middleName'
            | 'familyName'
            | 'nickname'
            | 'profileUrl'
            | 'picture'
            | 'website'
            | 'gender'
            | 'birthdate'
            | 'zoneinfo'
            | 'locale'
            | 'phoneNumber'
        }
      | { kind: 'groups'; filter: 'STARTS_WITH' | 'EQUALS' | 'CONTAINS' | 'REGEX'; value: string }
    scopes: string[]
    active: boolean
  }
  AccessPolicy: {
    name: string
    active: boolean
    applications: 'all' | string[]
    rules: Schemas['AccessRule'][]
  }
  AccessRule: {
    name: string
    active: boolean
    grantTypes: (
      | 'authorization_code'
      | 'implicit'
      | 'client_credentials'
      | 'urn:ietf:params:oauth:grant-type:device_code'
    )[]
    people: 'everyone' | { users: string[]; groups: string[] }
    scopes: 'any' | string[]
    accessTokenMs?: number
    refreshTokenMs?: number
    refreshTokenIdleMs?: number
  }
  AuthorizationServerCreation: {
    slug: string
    settings?: {
      name?: string
      audience?: string
      signingAlg?: 'RS256' | 'ES256'
      accessTokenMs?: number
      idTokenMs?: number
      refreshTokenMs?: number
      scopes?: Schemas['Scope'][]
      claims?: Schemas['CustomClaim'][]
      accessPolicies?: Schemas['AccessPolicy'][]
    }
  }
  SigningKeyList: { items: Schemas['SigningKey'][] }
  SigningKey: {
    id: string
    alg: 'RS256' | 'ES256'
    status: 'next' | 'current' | 'previous'
    publicJwk: { [name: string]: unknown }
    createdAt: string
    retiresAt: string | null
  }
  AuthorizationServerChange: {
    settings: {
      name?: string
      audience?: string
      signingAlg?: 'RS256' | 'ES256'
      accessTokenMs?: number
      idTokenMs?: number
      refreshTokenMs?: number
      scopes?: Schemas['Scope'][]
      claims?: Schemas['CustomClaim'][]
      accessPolicies?: Schemas['AccessPolicy'][]
    }
  }
  TokenPreview: {
    policy: string | null
    rule: string | null
    refusal: { check: string; expected: string; received: string } | null
    scopes: string[]
    idToken: { [name: string]: unknown } | null
    accessToken: { [name: string]: unknown } | null
  }
  TokenPreviewRequest: {
    applicationId: string
    grantType:
      | 'authorization_code'
      | 'implicit'
      | 'client_credentials'
      | 'urn:ietf:params:oauth:grant-type:device_code'
    userId?: string
    scopes: string[]
  }
  SignIn: {
    code: string
    outcome: 'going_on' | 'succeeded' | 'refused' | 'failed' | 'test_passed' | 'test_failed'
    kind: 'sign_in' | 'sign_out' | 'tokens' | 'test'
    startedAt: string
    endedAt: string
    connection: { id: string; name: string | null } | null
    application: { id: string; name: string | null } | null
    person: { id: string; name: string | null } | null
    address: string
    browser: string
    failure: {
      step:
        | 'test_sign_in'
        | 'initiate'
        | 'find_connection'
        | 'discover_provider'
        | 'send_to_provider'
        | 'match_attempt'
        | 'check_response'
        | 'exchange_code'
        | 'check_id_token'
        | 'read_userinfo'
        | 'find_user'
        | 'check_form'
        | 'check_password'
        | 'check_recovery_link'
        | 'check_passkey'
        | 'ask_factor'
        | 'enrol_factor'
        | 'check_factor'
        | 'start_session'
        | 'check_logout_token'
        | 'sign_out'
        | 'read_request'
        | 'find_application'
        | 'check_redirect_uri'
        | 'check_session'
        | 'ask_person'
        | 'check_assignment'
        | 'check_access_policy'
        | 'send_response'
        | 'token_request'
        | 'launch'
      code: string
      message: string
    } | null
    cause: {
      id: string
      kind: 'failure' | 'warning'
      title: string
      sentence: string
      check: string | null
      expected: string | null
      received: string | null
      difference: { before: string; expected: string; received: string; after: string } | null
      remedies: {
        where: string
        menuPath: string[]
        text: string
        valueToPaste: string | null
        settingLink: string | null
      }[]
    } | null
    asksWhatIf: boolean
    legs: {
      side: 'app' | 'provider'
      caller: 'browser' | 'application'
      outcome: 'going_on' | 'succeeded' | 'refused' | 'failed' | 'test_passed' | 'test_failed'
      startedAt: string
      durationMs: number
      address: string
      browser: string
      steps: {
        name:
          | 'test_sign_in'
          | 'initiate'
          | 'find_connection'
          | 'discover_provider'
          | 'send_to_provider'
          | 'match_attempt'
          | 'check_response'
          | 'exchange_code'
          | 'check_id_token'
          | 'read_userinfo'
          | 'find_user'
          | 'check_form'
          | 'check_password'
          | 'check_recovery_link'
          | 'check_passkey'
          | 'ask_factor'
          | 'enrol_factor'
          | 'check_factor'
          | 'start_session'
          | 'check_logout_token'
          | 'sign_out'
          | 'read_request'
          | 'find_application'
          | 'check_redirect_uri'
          | 'check_session'
          | 'ask_person'
          | 'check_assignment'
          | 'check_access_policy'
          | 'send_response'
          | 'token_request'
          | 'launch'
        title: string
        startedAt: string
        durationMs: number
        detail: { [name: string]: string | number | boolean | null }
        difference: { before: string; expected: string; received: string; after: string } | null
        failure: { code: string; message: string } | null
      }[]
    }[]
  }
  SignInPage: { items: Schemas['SignInSummary'][]; next: string | null }
  SignInSummary: {
    code: string
    outcome: 'going_on' | 'succeeded' | 'refused' | 'failed' | 'test_passed' | 'test_failed'
    kind: 'sign_in' | 'sign_out' | 'tokens' | 'test'
    startedAt: string
    endedAt: string
    connection: { id: string; name: string | null } | null
    application: { id: string; name: string | null } | null
    person: { id: string; name: string | null } | null
    address: string
    browser: string
    failure: {
      step:
        | 'test_sign_in'
        | 'initiate'
        | 'find_connection'
        | 'discover_provider'
        | 'send_to_provider'
        | 'match_attempt'
        | 'check_response'
        | 'exchange_code'
        | 'check_id_token'
        | 'read_userinfo'
        | 'find_user'
        | 'check_form'
        | 'check_password'
        | 'check_recovery_link'
        | 'check_passkey'
        | 'ask_factor'
        | 'enrol_factor'
        | 'check_factor'
        | 'start_session'
        | 'check_logout_token'
        | 'sign_out'
        | 'read_request'
        | 'find_application'
        | 'check_redirect_uri'
        | 'check_session'
        | 'ask_person'
        | 'check_assignment'
        | 'check_access_policy'
        | 'send_response'
        | 'token_request'
        | 'launch'
      code: string
      message: string
    } | null
    causeTitle: string | null
  }
  WhatIf: {
    connection: { id: string; name: string }
    present: {
      how: 'known' | 'link' | 'create' | 'prove' | 'refuse'
      because: string
      check: string | null
      expected: string | null
      received: string | null
      person: { id: string | null; login: string; name: string; email: string } | null
      groups: { id: string; name: string; rule: number; value: string; isNew: boolean }[]
      leaves: { id: string; name: string }[]
      role: {
        role: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
        before: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member' | null
        by: {
          rule: number
          value: string
          role: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
        } | null
      } | null
      notes: string[]
    }
    edited: {
      how: 'known' | 'link' | 'create' | 'prove' | 'refuse'
      because: string
      check: string | null
      expected: string | null
      received: string | null
      person: { id: string | null; login: string; name: string; email: string } | null
      groups: { id: string; name: string; rule: number; value: string; isNew: boolean }[]
      leaves: { id: string; name: string }[]
      role: {
        role: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
        before: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member' | null
        by: {
          rule: number
          value: string
          role: 'owner' | 'admin' | 'helpdesk' | 'auditor' | 'member'
        } | null
      } | null
      notes: string[]
    }
  }
  WhatIfRequest: {
    connection?: {
      mapping?: Schemas['Mapping']
      linking?: 'refuse' | 'prove'
      trustedDomains?: string[]
      signUp?: boolean
    }
    organization?: { signUp?: 'off' | 'invited' | 'domains' | 'open'; allowedDomains?: string[] }
  }
  EventChainCheck: {
    checkedAt: string
    intact: boolean
    message: string | null
    sequence: number | null
    checked: number
    first: number
    last: number
    digest: string
    startedAt: string | null
    unsealed: number
  }
  EventPage: { items: Schemas['Event'][]; next: string | null }
  Event: {
    id: string
    at: string
    type: string
    outcome: 'success' | 'failure'
    actor: {
      kind: 'user' | 'application' | 'connection' | 'provisioning_token' | 'system'
      id: string | null
      name: string | null
    }
    target: { kind: string; id: string; name: string | null } | null
    detail: { [name: string]: string | number | boolean | null }
    sequence: number | null
    digest: string | null
  }
  NewEventWebhook: Schemas['EventWebhook'] & { secret: string }
  EventWebhook: {
    url: string
    types: string[]
    enabled: boolean
    sent: number
    failures: number
    lastSuccessAt: string | null
    lastFailureAt: string | null
    lastFailure: string | null
    nextTryAt: string | null
    createdAt: string
    updatedAt: string
  }
  EventWebhookCreation: { url: string; types?: string[]; enabled?: boolean }
  EventWebhookTest: { delivered: boolean; message: string }
  EventWebhookChange: { url?: string; types?: string[]; enabled?: boolean }
  Outbox: {
    sendsMail: boolean
    items: {
      id: string
      kind:
        | 'password_reset_asked'
        | 'password_reset'
        | 'sign_in_hint'
        | 'invitation'
        | 'password_changed'
      to: string
      userId: string | null
      state: 'waiting' | 'sent' | 'failed'
      tries: number
      lastError: string | null
      createdAt: string
      sentAt: string | null
    }[]
  }
  OutboxMessage: {
    id: string
    kind:
      | 'password_reset_asked'
      | 'password_reset'
      | 'sign_in_hint'
      | 'invitation'
      | 'password_changed'
    to: string
    userId: string | null
    state: 'waiting' | 'sent' | 'failed'
    tries: number
    lastError: string | null
    createdAt: string
    sentAt: string | null
    message: { subject: string; text: string } | null
  }
  NewApiToken: Schemas['ApiToken'] & { token: string }
  ApiToken: {
    id: string
    name: string
    scopes: (
      | 'organization.read'
      | 'organization.write'
      | 'applications.read'
      | 'applications.write'
      | 'connections.read'
      | 'connections.write'
      | 'people.read'
      | 'people.write'
      | 'groups.read'
      | 'groups.write'
      | 'sessions.read'
      | 'sessions.write'
      | 'servers.read'
      | 'servers.write'
      | 'signins.read'
      | 'events.read'
    )[]
    userId: string
    createdAt: string
    expiresAt: string
    lastUsedAt: string | null
  }
  ApiTokenCreation: {
    name: string
    scopes: (
      | 'organization.read'
      | 'organization.write'
      | 'applications.read'
      | 'applications.write'
      | 'connections.read'
      | 'connections.write'
      | 'people.read'
      | 'people.write'
      | 'groups.read'
      | 'groups.write'
      | 'sessions.read'
      | 'sessions.write'
      | 'servers.read'
      | 'servers.write'
      | 'signins.read'
      | 'events.read'
    )[]
    expiresInDays?: number
  }
}
// Every refusal is of one form, whatever its status.
type Refusal = {
  headers: { [name: string]: unknown }
  content: { 'application/problem+json': Schemas['Problem'] }
}
export type paths = {
  '/session': {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['CallerSession'] }
        }
        default: Refusal
      }
    }
  }
  '/organization': {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Organization'] }
        }
        default: Refusal
      }
    }
    patch: {
      parameters: { query?: never; header?: { 'if-match'?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['OrganizationChange'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Organization'] }
        }
        default: Refusal
      }
    }
  }
  '/organization/preview': {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['OrganizationChange'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': { page: string } }
        }
        default: Refusal
      }
    }
  }
  '/overview': {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Overview'] }
        }
        default: Refusal
      }
    }
  }
  '/users/{id}/activate': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['User'] }
        }
        default: Refusal
      }
    }
  }
  '/users': {
    get: {
      parameters: {
        query?: {
          after?: string
          limit?: number
          q?: string
          status?: 'staged' | 'active' | 'suspended' | 'deactivated'
        }
        header?: never
        path?: never
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['UserPage'] }
        }
        default: Refusal
      }
    }
    post: {
      parameters: {
        query?: never
        header?: { 'idempotency-key'?: string }
        path?: never
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['UserCreation'] } }
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['User'] }
        }
        default: Refusal
      }
    }
  }
  '/users/{id}/deactivate': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['User'] }
        }
        default: Refusal
      }
    }
  }
  '/users/{id}/sessions': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['SessionList'] }
        }
        default: Refusal
      }
    }
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
  }
  '/users/{id}': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['User'] }
        }
        default: Refusal
      }
    }
    patch: {
      parameters: {
        query?: never
        header?: { 'if-match'?: string }
        path: { id: string }
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['UserChange'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['User'] }
        }
        default: Refusal
      }
    }
  }
  '/users/{id}/groups': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': { items: Schemas['Membership'][] } }
        }
        default: Refusal
      }
    }
  }
  '/users/{id}/identities': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': { items: Schemas['Identity'][] } }
        }
        default: Refusal
      }
    }
  }
  '/users/{id}/reset-password': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['PasswordReset'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['NewPassword'] }
        }
        default: Refusal
      }
    }
  }
  '/users/{id}/suspend': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['User'] }
        }
        default: Refusal
      }
    }
  }
  '/users/{id}/password-link': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['PasswordLink'] }
        }
        default: Refusal
      }
    }
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['NewPasswordLink'] }
        }
        default: Refusal
      }
    }
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
  }
  '/users/{id}/password-link/send': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['SentPasswordLink'] }
        }
        default: Refusal
      }
    }
  }
  '/users/{id}/factors': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['SecondFactors'] }
        }
        default: Refusal
      }
    }
  }
  '/users/{id}/reset-factors': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
  }
  '/users/import': {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['PeopleImport'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['PeopleImported'] }
        }
        default: Refusal
      }
    }
  }
  '/groups/{id}/members/{userId}': {
    put: {
      parameters: {
        query?: never
        header?: never
        path: { id: string; userId: string }
        cookie?: never
      }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
    delete: {
      parameters: {
        query?: never
        header?: never
        path: { id: string; userId: string }
        cookie?: never
      }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
  }
  '/groups': {
    get: {
      parameters: {
        query?: { after?: string; limit?: number; q?: string }
        header?: never
        path?: never
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['GroupPage'] }
        }
        default: Refusal
      }
    }
    post: {
      parameters: {
        query?: never
        header?: { 'idempotency-key'?: string }
        path?: never
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['GroupCreation'] } }
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Group'] }
        }
        default: Refusal
      }
    }
  }
  '/groups/{id}': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Group'] }
        }
        default: Refusal
      }
    }
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
    patch: {
      parameters: {
        query?: never
        header?: { 'if-match'?: string }
        path: { id: string }
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['GroupChange'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Group'] }
        }
        default: Refusal
      }
    }
  }
  '/groups/{id}/members': {
    get: {
      parameters: {
        query?: { after?: string; limit?: number }
        header?: never
        path: { id: string }
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['MemberPage'] }
        }
        default: Refusal
      }
    }
  }
  '/sessions/{id}': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Session'] }
        }
        default: Refusal
      }
    }
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
  }
  '/applications/{id}/activate': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Application'] }
        }
        default: Refusal
      }
    }
  }
  '/applications/{id}/secrets/{secretId}/activate': {
    post: {
      parameters: {
        query?: never
        header?: never
        path: { id: string; secretId: string }
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ApplicationSecret'] }
        }
        default: Refusal
      }
    }
  }
  '/applications': {
    get: {
      parameters: {
        query?: { after?: string; limit?: number; q?: string; status?: 'active' | 'inactive' }
        header?: never
        path?: never
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ApplicationPage'] }
        }
        default: Refusal
      }
    }
    post: {
      parameters: {
        query?: never
        header?: { 'idempotency-key'?: string }
        path?: never
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['ApplicationCreation'] } }
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['NewApplication'] }
        }
        default: Refusal
      }
    }
  }
  '/applications/{id}/secrets': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': { items: Schemas['ApplicationSecret'][] } }
        }
        default: Refusal
      }
    }
    post: {
      parameters: {
        query?: never
        header?: { 'idempotency-key'?: string }
        path: { id: string }
        cookie?: never
      }
      requestBody?: never
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['NewApplicationSecret'] }
        }
        default: Refusal
      }
    }
  }
  '/applications/{id}/deactivate': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Application'] }
        }
        default: Refusal
      }
    }
  }
  '/applications/{id}/secrets/{secretId}/deactivate': {
    post: {
      parameters: {
        query?: never
        header?: never
        path: { id: string; secretId: string }
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ApplicationSecret'] }
        }
        default: Refusal
      }
    }
  }
  '/applications/{id}': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Application'] }
        }
        default: Refusal
      }
    }
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
    patch: {
      parameters: {
        query?: never
        header?: { 'if-match'?: string }
        path: { id: string }
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['ApplicationChange'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Application'] }
        }
        default: Refusal
      }
    }
  }
  '/applications/{id}/secrets/{secretId}': {
    delete: {
      parameters: {
        query?: never
        header?: never
        path: { id: string; secretId: string }
        cookie?: never
      }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
  }
  '/applications/{id}/assignments': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Assignments'] }
        }
        default: Refusal
      }
    }
    put: {
      parameters: {
        query?: never
        header?: { 'if-match'?: string }
        path: { id: string }
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['Assignments'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Assignments'] }
        }
        default: Refusal
      }
    }
  }
  '/applications/{id}/logout-notices': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['LogoutNotices'] }
        }
        default: Refusal
      }
    }
  }
  '/connections': {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ConnectionList'] }
        }
        default: Refusal
      }
    }
    post: {
      parameters: {
        query?: never
        header?: { 'idempotency-key'?: string }
        path?: never
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['ConnectionCreation'] } }
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Connection'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/{id}': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Connection'] }
        }
        default: Refusal
      }
    }
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
    patch: {
      parameters: {
        query?: never
        header?: { 'if-match'?: string }
        path: { id: string }
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['ConnectionChange'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Connection'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/{id}/disable': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Connection'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/{id}/enable': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Connection'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/order': {
    put: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['ConnectionOrder'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ConnectionList'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/recognise': {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['Pasted'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Recognised'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/{id}/health': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ConnectionHealth'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/{id}/health/probe': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ConnectionHealth'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/tests/{testId}': {
    get: {
      parameters: { query?: never; header?: never; path: { testId: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ConnectionTest'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/{id}/tests': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ConnectionTestList'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/test': {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['ConnectionTestRequest'] } }
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ConnectionTestBegun'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/{id}/provisioning/tokens': {
    post: {
      parameters: {
        query?: never
        header?: { 'idempotency-key'?: string }
        path: { id: string }
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['ProvisioningTokenCreation'] } }
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['NewProvisioningToken'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/{id}/provisioning': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Provisioning'] }
        }
        default: Refusal
      }
    }
  }
  '/connections/{id}/provisioning/tokens/{tokenId}': {
    delete: {
      parameters: {
        query?: never
        header?: never
        path: { id: string; tokenId: string }
        cookie?: never
      }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
  }
  '/connections/examine': {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['ExaminationRequest'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Examination'] }
        }
        default: Refusal
      }
    }
  }
  '/authorization-servers': {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': { items: Schemas['AuthorizationServer'][] } }
        }
        default: Refusal
      }
    }
    post: {
      parameters: {
        query?: never
        header?: { 'idempotency-key'?: string }
        path?: never
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['AuthorizationServerCreation'] } }
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['AuthorizationServer'] }
        }
        default: Refusal
      }
    }
  }
  '/authorization-servers/{id}': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['AuthorizationServer'] }
        }
        default: Refusal
      }
    }
    patch: {
      parameters: {
        query?: never
        header?: { 'if-match'?: string }
        path: { id: string }
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['AuthorizationServerChange'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['AuthorizationServer'] }
        }
        default: Refusal
      }
    }
  }
  '/authorization-servers/{id}/keys': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['SigningKeyList'] }
        }
        default: Refusal
      }
    }
  }
  '/authorization-servers/{id}/keys/rotate': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['SigningKeyList'] }
        }
        default: Refusal
      }
    }
  }
  '/authorization-servers/{id}/preview': {
    post: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['TokenPreviewRequest'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['TokenPreview'] }
        }
        default: Refusal
      }
    }
  }
  '/sign-ins/{code}': {
    get: {
      parameters: { query?: never; header?: never; path: { code: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['SignIn'] }
        }
        default: Refusal
      }
    }
  }
  '/sign-ins': {
    get: {
      parameters: {
        query?: {
          after?: string
          limit?: number
          outcome?:
            | 'going_on'
            | 'succeeded'
            | 'refused'
            | 'failed'
            | 'test_passed'
            | 'test_failed'
            | 'unsuccessful'
            | 'tests'
          connectionId?: string
          applicationId?: string
          person?: string
          code?: string
          from?: string
          to?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['SignInPage'] }
        }
        default: Refusal
      }
    }
  }
  '/sign-ins/{code}/what-if': {
    post: {
      parameters: { query?: never; header?: never; path: { code: string }; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['WhatIfRequest'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['WhatIf'] }
        }
        default: Refusal
      }
    }
  }
  '/events/check': {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: {
            'application/json': {
              last: Schemas['EventChainCheck'] & ({ [name: string]: unknown } | null)
            }
          }
        }
        default: Refusal
      }
    }
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['EventChainCheck'] }
        }
        default: Refusal
      }
    }
  }
  '/events/export': {
    get: {
      parameters: {
        query?: {
          type?: string
          actor?: string
          target?: string
          outcome?: 'success' | 'failure'
          from?: string
          until?: string
          format?: 'jsonl' | 'csv'
        }
        header?: never
        path?: never
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/jsonl': string; 'text/csv': string }
        }
        default: Refusal
      }
    }
  }
  '/events': {
    get: {
      parameters: {
        query?: {
          after?: string
          limit?: number
          type?: string
          actor?: string
          target?: string
          outcome?: 'success' | 'failure'
          from?: string
          until?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['EventPage'] }
        }
        default: Refusal
      }
    }
  }
  '/event-webhook': {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['EventWebhook'] }
        }
        default: Refusal
      }
    }
    post: {
      parameters: {
        query?: never
        header?: { 'idempotency-key'?: string }
        path?: never
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['EventWebhookCreation'] } }
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['NewEventWebhook'] }
        }
        default: Refusal
      }
    }
    delete: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
    patch: {
      parameters: { query?: never; header?: { 'if-match'?: string }; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': Schemas['EventWebhookChange'] } }
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['EventWebhook'] }
        }
        default: Refusal
      }
    }
  }
  '/event-webhook/secret': {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': { secret: string } }
        }
        default: Refusal
      }
    }
  }
  '/event-webhook/test': {
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['EventWebhookTest'] }
        }
        default: Refusal
      }
    }
  }
  '/mail': {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['Outbox'] }
        }
        default: Refusal
      }
    }
  }
  '/mail/{id}': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['OutboxMessage'] }
        }
        default: Refusal
      }
    }
  }
  '/api-tokens': {
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': { items: Schemas['ApiToken'][] } }
        }
        default: Refusal
      }
    }
    post: {
      parameters: {
        query?: never
        header?: { 'idempotency-key'?: string }
        path?: never
        cookie?: never
      }
      requestBody: { content: { 'application/json': Schemas['ApiTokenCreation'] } }
      responses: {
        201: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['NewApiToken'] }
        }
        default: Refusal
      }
    }
  }
  '/api-tokens/{id}': {
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        200: {
          headers: { [name: string]: unknown }
          content: { 'application/json': Schemas['ApiToken'] }
        }
        default: Refusal
      }
    }
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: { [name: string]: unknown }; content?: never }
        default: Refusal
      }
    }
  }
}
