import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const BRASS: MantineColorsTuple = [
  '#fbf4e4',
  '#f3e5c3',
  '#ebd29a',
  '#e0b25c',
  '#cc9a3a',
  '#b07d1e',
  '#9c6a0a',
  '#8a5a00',
  '#714a00',
  '#573900',
]

/** The two tones that buttons have, in the colours of the token sheet, light and dark. */
const tones: Record<string, { ground: string; text: string }> = {
  brass: { ground: 'var(--brass)', text: 'var(--on-brass)' },
  bad: { ground: 'var(--bad)', text: 'var(--on-brass)' },
}

const variantColorResolver: VariantColorsResolver = (input) => {
  const tone = tones[input.color ?? input.theme.primaryColor]
  const usual = defaultVariantColorsResolver(input)
  if (!tone) return usual
  const { ground, text } = tone
  const tint = `color-mix(in srgb, ${ground} 10%, var(--surface))`
  if (input.variant === 'filled') {
    const hover = `color-mix(in srgb, ${ground} 88%, var(--ink))`
    return { background: ground, hover, color: text, border: '1px solid transparent' }
  }
  if (input.variant === 'light') {
    return { background: tint, hover: tint, color: ground, border: '1px solid transparent' }
  }
  if (input.variant === 'subtle' || input.variant === 'transparent') {
    return {
      background: 'transparent',
      hover: tint,
      color: ground,
      border: '1px solid transparent',
    }
  }
  return usual
}

export const theme = createTheme({
  primaryColor: 'brass',
  primaryShade: { light: 7, dark: 3 },
  colors: { brass: BRASS },
  variantColorResolver,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '14px', sm: '14px', md: '16px', lg: '20px', xl: '28px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '40px' },
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.5', lg: '1.5', xl: '1.5' },
  radius: { xs: '4px', sm: '8px', md: '8px', lg: '8px', xl: '8px' },
  defaultRadius: 'md',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '28px', lineHeight: '1.25' },
      h2: { fontSize: '20px', lineHeight: '1.3' },
      h3: { fontSize: '16px', lineHeight: '1.5' },
    },
  },
  respectReducedMotion: true,
  components: {
    // Help stands under the field, and what is wrong with it right at the field.
    InputWrapper: {
      defaultProps: { inputWrapperOrder: ['label', 'input', 'error', 'description'] },
    },
    TextInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    NumberInput: { defaultProps: { size: 'md' } },
    Select: { defaultProps: { size: 'md', allowDeselect: false } },
    TagsInput: { defaultProps: { size: 'md' } },
    MultiSelect: { defaultProps: { size: 'md' } },
    Button: { defaultProps: { size: 'md' } },
    Checkbox: { defaultProps: { size: 'md', radius: 'xs', iconColor: 'var(--on-brass)' } },
    Radio: { defaultProps: { size: 'md', iconColor: 'var(--on-brass)' } },
    RadioGroup: { defaultProps: { size: 'md' } },
    CheckboxGroup: { defaultProps: { size: 'md' } },
    Chip: { defaultProps: { radius: 'lg' } },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 0 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    // The head of a dialog is no second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    Menu: { defaultProps: { transitionProps: { duration: 0 } } },
    Collapse: { defaultProps: { transitionDuration: 0 } },
    Alert: { styles: { message: { color: 'var(--ink)' } } },
  },
})

const EDGE = 'color-mix(in srgb, var(--quiet) 72%, var(--surface))'
const QUIET_GROUND = 'color-mix(in srgb, var(--ink) 5%, var(--surface))'

/** The library's own variables, led back to the token sheet, which knows light and dark itself. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const variables = {
    '--mantine-color-body': 'var(--page)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-bright': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--quiet)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': QUIET_GROUND,
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': EDGE,
    '--mantine-color-placeholder': 'var(--quiet)',
    '--mantine-color-anchor': 'var(--brass)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-disabled': 'color-mix(in srgb, var(--ink) 7%, var(--surface))',
    '--mantine-color-disabled-color': 'var(--quiet)',
    '--mantine-primary-color-filled': 'var(--brass)',
    '--mantine-primary-color-contrast': 'var(--on-brass)',
    '--mantine-color-brass-filled': 'var(--brass)',
    '--mantine-color-brass-light': 'color-mix(in srgb, var(--brass) 10%, var(--surface))',
    '--mantine-color-brass-light-color': 'var(--brass)',
    '--mantine-color-brass-light-hover': 'color-mix(in srgb, var(--brass) 16%, var(--surface))',
  }
  // The greys that parts of the library name directly: edges, and quiet grounds.
  return {
    variables: {},
    light: {
      ...variables,
      '--mantine-color-gray-0': QUIET_GROUND,
      '--mantine-color-gray-1': QUIET_GROUND,
      '--mantine-color-gray-2': 'var(--line)',
      '--mantine-color-gray-3': 'var(--line)',
      '--mantine-color-gray-4': EDGE,
    },
    dark: {
      ...variables,
      '--mantine-color-dark-4': EDGE,
      '--mantine-color-dark-5': QUIET_GROUND,
      '--mantine-color-dark-6': 'var(--surface)',
    },
  }
}
