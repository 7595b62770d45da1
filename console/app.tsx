import { Center, Loader, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Redirect, Route, Router, Switch, useLocation } from 'wouter'
import { Refused } from './api/refused.ts'
import { UnsavedGuard } from './parts/unsaved.tsx'
import { NotFound } from './shell/not-found.tsx'
import { ScreenBoundary } from './shell/screen-boundary.tsx'
import { Shell } from './shell/shell.tsx'
import { SignedInAgain, SignInAgain } from './shell/sign-in-again.tsx'
import { start } from './start.ts'
import { cssVariablesResolver, theme } from './theme.ts'

const Overview = lazy(async () => ({ default: (await import('./overview/overview.tsx')).Overview }))
const Applications = lazy(async () => ({
  default: (await import('./applications/applications.tsx')).Applications,
}))
const CreateApplication = lazy(async () => ({
  default: (await import('./applications/create-application.tsx')).CreateApplication,
}))
const Application = lazy(async () => ({
  default: (await import('./applications/application.tsx')).Application,
}))
const Connections = lazy(async () => ({
  default: (await import('./connections/connections.tsx')).Connections,
}))
const AddConnection = lazy(async () => ({
  default: (await import('./connections/add-connection.tsx')).AddConnection,
}))
const Connection = lazy(async () => ({
  default: (await import('./connections/connection.tsx')).Connection,
}))
const ConnectionTest = lazy(async () => ({
  default: (await import('./connections/connection-test.tsx')).ConnectionTest,
}))
const People = lazy(async () => ({ default: (await import('./people/people.tsx')).People }))
const AddPerson = lazy(async () => ({
  default: (await import('./people/add-person.tsx')).AddPerson,
}))
const ImportPeople = lazy(async () => ({
  default: (await import('./people/import-people.tsx')).ImportPeople,
}))
const Person = lazy(async () => ({ default: (await import('./people/person.tsx')).Person }))
const Groups = lazy(async () => ({ default: (await import('./groups/groups.tsx')).Groups }))
const AddGroup = lazy(async () => ({ default: (await import('./groups/add-group.tsx')).AddGroup }))
const Group = lazy(async () => ({ default: (await import('./groups/group.tsx')).Group }))
const Servers = lazy(async () => ({ default: (await import('./servers/servers.tsx')).Servers }))
const AddServer = lazy(async () => ({
  default: (await import('./servers/add-server.tsx')).AddServer,
}))
const Server = lazy(async () => ({ default: (await import('./servers/server.tsx')).Server }))
const SignIns = lazy(async () => ({ default: (await import('./sign-ins/sign-ins.tsx')).SignIns }))
const SignIn = lazy(async () => ({ default: (await import('./sign-ins/sign-in.tsx')).SignIn }))
const Appearance = lazy(async () => ({
  default: (await import('./appearance/appearance.tsx')).Appearance,
}))
const EventWebhook = lazy(async () => ({
  default: (await import('./audit/event-webhook.tsx')).EventWebhook,
}))
const AuditLog = lazy(async () => ({ default: (await import('./audit/audit-log.tsx')).AuditLog }))
const Outbox = lazy(async () => ({ default: (await import('./mail/outbox.tsx')).Outbox }))
const Tokens = lazy(async () => ({ default: (await import('./tokens/tokens.tsx')).Tokens }))
const MakeToken = lazy(async () => ({
  default: (await import('./tokens/make-token.tsx')).MakeToken,
}))
const Settings = lazy(async () => ({ default: (await import('./settings/settings.tsx')).Settings }))

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      // A refusal is an answer; only a server that did not answer is asked again.
      retry: (count, error) => count < 2 && error instanceof Refused && error.status === 0,
    },
  },
})

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => start.nonce}
    >
      <QueryClientProvider client={queries}>
        <Router base="/console">
          <Shell>
            <Screen />
          </Shell>
          <UnsavedGuard />
          <SignInAgain />
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  )
}

function Screen() {
  const [location] = useLocation()
  return (
    <ScreenBoundary location={location}>
      <Suspense fallback={<Waiting />}>
        <Screens />
      </Suspense>
    </ScreenBoundary>
  )
}

function Screens() {
  return (
    <Switch>
      <Route path="/" component={Overview} />
      <Route path="/applications" component={Applications} />
      <Route path="/applications/new" component={CreateApplication} />
      <Route path="/applications/:id/:tab?">
        {({ id, tab }) => <Application key={id} id={id} tab={tab} />}
      </Route>
      <Route path="/connections" component={Connections} />
      <Route path="/connections/new/:template?">
        {({ template }) => <AddConnection key={template} template={template} />}
      </Route>
      <Route path="/connections/tests/:id">{({ id }) => <ConnectionTest key={id} id={id} />}</Route>
      <Route path="/connections/:id">{({ id }) => <Connection key={id} id={id} />}</Route>
      <Route path="/people" component={People} />
      <Route path="/people/new" component={AddPerson} />
      <Route path="/people/import" component={ImportPeople} />
      <Route path="/people/:id">{({ id }) => <Person key={id} id={id} />}</Route>
      <Route path="/groups" component={Groups} />
      <Route path="/groups/new" component={AddGroup} />
      <Route path="/groups/:id">{({ id }) => <Group key={id} id={id} />}</Route>
      <Route path="/authorization-servers" component={Servers} />
      <Route path="/authorization-servers/new" component={AddServer} />
      <Route path="/authorization-servers/:id/:tab?">
        {({ id, tab }) => <Server key={id} id={id} tab={tab} />}
      </Route>
      <Route path="/sign-ins" component={SignIns} />
      <Route path="/sign-ins/:code">{({ code }) => <SignIn key={code} code={code} />}</Route>
      <Route path="/appearance" component={Appearance} />
      <Route path="/audit-log" component={AuditLog} />
      <Route path="/audit-log/webhook" component={EventWebhook} />
      <Route path="/settings" component={Settings} />
      <Route path="/settings/mail" component={Outbox} />
      <Route path="/settings/api-tokens" component={Tokens} />
      <Route path="/settings/api-tokens/new" component={MakeToken} />
      <Route path="/signed-in-again" component={SignedInAgain} />
      <Route path="/index.html">
        <Redirect to="/" replace />
      </Route>
      <Route component={NotFound} />
    </Switch>
  )
}

function Waiting() {
  return (
    <Center mih={240} role="status" aria-label="Loading">
      <Loader aria-hidden />
    </Center>
  )
}
