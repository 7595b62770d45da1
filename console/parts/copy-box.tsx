import { Button, CopyButton, Group, Text, VisuallyHidden } from '@mantine/core'
import { type ReactNode, useId } from 'react'

/** A value to take elsewhere. It is also selected by one click, where copying is not allowed. */
export function CopyBox(props: { label: string; value: string; help?: ReactNode }) {
  const { label, value, help } = props
  const id = useId()
  return (
    <div>
      <Text size="sm" fw={600} id={id} mb={4}>
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align="stretch">
        {/* biome-ignore lint/a11y/useSemanticElements: a box of text that is read out by its name */}
        <div className="copy-value" role="group" aria-labelledby={id}>
          {value}
        </div>
        <Copy value={value} what={label} />
      </Group>
      {help && (
        <Text size="sm" c="dimmed" mt={4}>
          {help}
        </Text>
      )}
    </div>
  )
}

export function Copy({ value, what }: { value: string; what: string }) {
  return (
    <CopyButton value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Button variant="default" onClick={copy} miw={92} px="sm">
          <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
          <VisuallyHidden> {what}</VisuallyHidden>
        </Button>
      )}
    </CopyButton>
  )
}
