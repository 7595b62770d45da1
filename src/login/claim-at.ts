type Claims = Readonly<Record<string, unknown>>

const DEEPEST = 6

/**
 * A claim by its name; where none has the whole name, by a path of members with dots between them, as
 * Keycloak's `realm_access.roles`. A member may have dots of its own: a name as it stands comes first.
 */
export function claimAt(claims: Claims, name: string, depth = 1): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  if (depth === DEEPEST) return
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const head = name.slice(0, dot)
    const inner = Object.hasOwn(claims, head) ? claims[head] : undefined
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) continue
    // It is no list and not null: its own members are all that is read of it.
    const found = claimAt(inner as Claims, name.slice(dot + 1), depth + 1)
    if (found !== undefined) return found
  }
  return
}
