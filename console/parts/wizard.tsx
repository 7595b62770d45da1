import { Button, Group, Text, UnstyledButton } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'

type StepsProps = {
  names: readonly string[]
  current: number
  /** To a step that was done before. */
  onGoBack: (step: number) => void
  children: ReactNode
}

/** Steps by name at the left, the present one at the right; on a phone one above the other. */
export function Steps({ names, current, onGoBack, children }: StepsProps) {
  const content = useRef<HTMLDivElement>(null)
  const shown = useRef(current)
  useEffect(() => {
    // Each step begins at its top, for the eye and for who listens.
    if (shown.current !== current) {
      window.scrollTo(0, 0)
      content.current?.focus({ preventScroll: true })
    }
    shown.current = current
  }, [current])
  return (
    <div className="wizard">
      <nav aria-label="Steps">
        <ol className="steps">
          {names.map((name, i) => (
            <li key={name} data-state={i < current ? 'done' : i === current ? 'current' : 'ahead'}>
              {i < current ? (
                <UnstyledButton onClick={() => onGoBack(i)}>{name}</UnstyledButton>
              ) : (
                <Text span inherit aria-current={i === current ? 'step' : undefined}>
                  {name}
                </Text>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <div ref={content} tabIndex={-1} className="wizard-content">
        {children}
      </div>
    </div>
  )
}

export function StepButtons(props: {
  onBack?: (() => void) | undefined
  next: string
  disabled?: boolean
  loading?: boolean
}) {
  return (
    <Group justify="space-between" mt="lg">
      {props.onBack ? (
        <Button variant="default" onClick={props.onBack}>
          Back
        </Button>
      ) : (
        <span />
      )}
      <Button type="submit" disabled={props.disabled ?? false} loading={props.loading ?? false}>
        {props.next}
      </Button>
    </Group>
  )
}
