/** What the application is told, and what a trace knows the refusal by. */
export const NOT_ASSIGNED =
  'The person who is signed in is not assigned to this application. Ask an administrator to assign them.'
