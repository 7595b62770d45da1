import { Button, Radio, Group as Row, Stack, Text } from '@mantine/core'
import { Label } from '../parts/edit-form.tsx'
import type { Edited } from '../parts/use-edited.ts'
import { type ConnectionValues, FIELD_NAMES } from './connection-values.ts'
import { MappingRuleFields, type Rule } from './mapping-rule-fields.tsx'

type Props = { edited: Pick<Edited<ConnectionValues>, 'form' | 'isChanged'>; readOnly: boolean }

const NEW_RULE: Rule = { match: 'equals', value: '' }

/** The ordered rules by which claims give groups and roles. */
export function MappingFields({ edited, readOnly }: Props) {
  const { form } = edited
  const { mapping, claims } = form.getValues()
  const { rules } = mapping
  const set = (next: readonly Rule[]) => {
    form.setFieldValue('mapping', { ...mapping, rules: [...next] })
    // Faults are told by a rule's place, and the places may have changed.
    form.clearErrors()
  }
  return (
    <Stack gap="lg">
      <Radio.Group
        label={<Label text={FIELD_NAMES.mapping} changed={edited.isChanged('mapping')} />}
        size="md"
        value={mapping.sync}
        onChange={(value) =>
          form.setFieldValue('mapping', { ...mapping, sync: value === 'add' ? 'add' : 'full' })
        }
      >
        <Stack gap="xs" mt="xs">
          <Radio
            value="full"
            label="Follow the claims"
            description="At every sign-in people join what the rules give and leave what they no longer give."
          />
          <Radio
            value="add"
            label="Only add"
            description="People join what the rules give, and leave nothing by themselves."
          />
        </Stack>
      </Radio.Group>
      <Text size="sm" c="dimmed">
        Groups that an administrator gave are kept apart and stay. Roles always follow the claims:
        the first rule that matches gives the role, and without one people have the role that was
        given by hand.
      </Text>
      {rules.length === 0 && <Text c="dimmed">No rules: claims give nothing here.</Text>}
      <ol className="rules" aria-label="Mapping rules">
        {rules.map((rule, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the list.
          <li key={index}>
            <MappingRuleFields
              rule={rule}
              place={index + 1}
              last={index === rules.length - 1}
              groupsClaim={claims.groups}
              errorAt={(field) => form.errors[`mapping.rules.${index}.${field}`]}
              onChange={(changed) => set(rules.with(index, changed))}
              onMove={(by) => set(moved(rules, index, by))}
              onRemove={() => set(rules.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ol>
      {form.errors['mapping.rules'] && (
        <Text c="var(--mantine-color-error)" size="sm" role="alert">
          {form.errors['mapping.rules']}
        </Text>
      )}
      {!readOnly && (
        <Row>
          <Button variant="default" onClick={() => set([...rules, NEW_RULE])}>
            Add a rule
          </Button>
        </Row>
      )}
    </Stack>
  )
}

function moved(rules: readonly Rule[], index: number, by: number): Rule[] {
  const rule = rules[index]
  return rule ? rules.toSpliced(index, 1).toSpliced(index + by, 0, rule) : [...rules]
}
