import { Alert, Button, Stack } from '@mantine/core'
import { Component, type ReactNode } from 'react'

/** A screen that fails, or whose file is gone after an update, takes nothing else down with it. */
export class ScreenBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <Alert color="bad" title="This screen could not be shown">
        <Stack align="flex-start">
          The console may have been updated meanwhile. Loading it again usually mends this.
          <Button onClick={() => window.location.reload()}>Load again</Button>
        </Stack>
      </Alert>
    )
  }
}
