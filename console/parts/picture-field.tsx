import { Button, FileButton, Group, Input } from '@mantine/core'
import { type DragEvent, type ReactNode, useId, useState } from 'react'
import { Portrait } from './portrait.tsx'

type Props = {
  label: string
  shownLabel: ReactNode
  help: ReactNode
  /** The path of the one that is kept, a data URI of one that was chosen, or nothing. */
  value: string
  /** Whose initials are shown in its place. */
  name: string
  error: ReactNode
  readOnly: boolean
  onChange: (value: string) => void
}

const KINDS = 'image/png,image/jpeg,image/webp,image/gif'
const LARGEST_BYTES = 256 * 1024

/** A picture to choose or to drop here. It is kept with the rest of the form, and not before. */
export function PictureField(props: Props) {
  const { label, shownLabel, help, value, name, error, readOnly, onChange } = props
  const [refused, setRefused] = useState<string>()
  const [isOver, setIsOver] = useState(false)
  const id = useId()

  const choose = async (file: File | null | undefined) => {
    if (!file) return
    const fault = faultOf(file)
    setRefused(fault)
    if (!fault) onChange(await dataUriOf(file))
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    if (!readOnly) void choose(event.dataTransfer.files[0])
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset inside a fieldset of the form adds nothing
    <div
      role="group"
      aria-labelledby={id}
      className="picture"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <Input.Label id={id} size="md" labelElement="div">
        {shownLabel}
      </Input.Label>
      <Group gap="md" wrap="nowrap" align="center">
        <Portrait src={value} name={name} size={56} />
        {!readOnly && (
          <Group gap="xs">
            <FileButton accept={KINDS} onChange={(file) => void choose(file)}>
              {(button) => (
                <Button
                  {...button}
                  variant="default"
                  aria-label={`${label}: ${value ? 'choose another picture' : 'choose a picture'}`}
                >
                  {value ? 'Choose another' : 'Choose a picture'}
                </Button>
              )}
            </FileButton>
            {value && (
              <Button
                variant="subtle"
                aria-label={`${label}: remove the picture`}
                onClick={() => {
                  setRefused(undefined)
                  onChange('')
                }}
              >
                Remove
              </Button>
            )}
          </Group>
        )}
      </Group>
      <Input.Description size="md" mt={5}>
        {help} PNG, JPEG, WebP or GIF, 256 KiB and 2048 pixels each way at most; or drop one here.
      </Input.Description>
      <div role="alert">
        {(refused || error) && (
          <Input.Error size="md" mt={5} data-invalid>
            {refused ?? error}
          </Input.Error>
        )}
      </div>
    </div>
  )
}

/** Told at once; everything else about a picture the server says when it looks at it. */
function faultOf({ name, type, size }: File): string | undefined {
  if (type === 'image/svg+xml') {
    return `${name} is an SVG, which can hold script, and is not taken. Export it as PNG or WebP.`
  }
  if (size <= LARGEST_BYTES) return
  return `${name} has ${Math.ceil(size / 1024)} KiB. A picture has 256 KiB at most: make it smaller.`
}

function dataUriOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
