import { Alert, Button, Stack } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { ScreenHead } from '../parts/screen-head.tsx'

type Props = { location: string; children: ReactNode }

/** A screen that fails, or whose file is gone after an update, takes nothing else down with it. */
export class ScreenBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override componentDidUpdate({ location }: Props) {
    if (this.state.failed && location !== this.props.location) this.setState({ failed: false })
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <>
        <ScreenHead title="This screen could not be shown" />
        <Alert color="bad" role="alert">
          <Stack align="flex-start">
            Your session may have ended, or the console was updated meanwhile. Loading it again
            usually mends this.
            <Button onClick={() => window.location.reload()}>Load again</Button>
          </Stack>
        </Alert>
      </>
    )
  }
}
