import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { ScreenHead } from '../parts/screen-head.tsx'

export function NotFound() {
  return (
    <>
      <ScreenHead
        title="There is no such screen"
        description="The address may be mistyped or out of date."
      />
      <Anchor component={Link} href="/" className="alone">
        Go to the overview
      </Anchor>
    </>
  )
}
