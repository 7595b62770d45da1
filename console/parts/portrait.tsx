import { Avatar } from '@mantine/core'

type Props = Readonly<{
  name: string
  src?: string | null | undefined
  shape?: 'round' | 'square'
  size?: number
}>

/** A picture or, in its place, the initials that the server's own pages show for the same name. */
export function Portrait({ name, src, shape = 'square', size }: Props) {
  return (
    <Avatar
      src={src || null}
      alt=""
      color="brass"
      radius={shape === 'round' ? 'xl' : 'md'}
      aria-hidden
      {...(size !== undefined && { size })}
    >
      {initialsOf(name)}
    </Avatar>
  )
}

// By characters, not by code units: half a surrogate pair is no letter.
function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]\S*/gu) ?? []
  const [first = '', last = ''] = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return ([...first].slice(0, 1).join('') + [...last].slice(0, 1).join('')).toUpperCase()
}
