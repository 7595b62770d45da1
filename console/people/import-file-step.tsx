import { Alert, Checkbox, FileInput, Radio, Select, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { isRefused } from '../api/refused.ts'
import { RefusalNote } from '../parts/asked.tsx'
import { StepButtons } from '../parts/wizard.tsx'
import { COLUMN_NAMES, type ColumnChoice, type ImportTerms, readFile } from './import-api.ts'

type Props = {
  terms: ImportTerms
  onChange: (terms: ImportTerms) => void
  problem: unknown
  loading: boolean
  onNext: () => void
}

/** The file, and what holds for everybody in it. */
export function ImportFileStep({ terms, onChange, problem, loading, onNext }: Props) {
  const [file, setFile] = useState<File | null>(null)
  const [fault, setFault] = useState<string>()
  const choose = async (chosen: File | null) => {
    setFile(chosen)
    const csv = chosen ? await readFile(chosen) : ''
    setFault(csv === undefined ? 'This file is no UTF-8 text. Save it as “CSV UTF-8”.' : undefined)
    onChange({ ...terms, csv: csv ?? '', columns: {} })
  }
  const isStaged = terms.newStatus === 'staged'
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onNext()
      }}
    >
      <Stack className="sheet" p={{ base: 'md', sm: 'lg' }} gap="lg">
        <FileInput
          label="CSV file"
          size="md"
          description="The first line names the columns: login, email, first name, last name, display name, groups, role, status. At most 10,000 people and 5 MiB."
          placeholder="Choose a file"
          accept=".csv,.tsv,.txt,text/csv"
          clearable
          clearButtonProps={{ 'aria-label': 'Take the file away' }}
          value={file}
          onChange={(chosen) => void choose(chosen)}
          error={fault}
        />
        {!file && (
          <Textarea
            label="Or paste the lines"
            description="As they come out of a spreadsheet."
            autosize
            minRows={4}
            maxRows={12}
            value={terms.csv}
            onChange={(event) =>
              onChange({ ...terms, csv: event.currentTarget.value, columns: {} })
            }
          />
        )}
        <Radio.Group
          label="People who are new, and whose line has no status"
          value={terms.newStatus ?? 'active'}
          onChange={(value) => {
            const newStatus = value === 'staged' ? 'staged' : 'active'
            onChange({ ...terms, newStatus, invite: newStatus === 'staged' })
          }}
        >
          <Stack gap="xs" mt="xs">
            <Radio
              value="active"
              label="May sign in at once"
              description="They come through a connection, and have no password here."
            />
            <Radio
              value="staged"
              label="Are staged"
              description="They are let in by an invitation, or when you activate them."
            />
          </Stack>
        </Radio.Group>
        {isStaged && (
          <Checkbox
            label="Make an invitation link for each"
            description="The links are in the report, once. Each is good for seven days."
            checked={terms.invite ?? false}
            onChange={(event) => onChange({ ...terms, invite: event.currentTarget.checked })}
          />
        )}
        <UnknownColumns
          problem={problem}
          columns={terms.columns ?? {}}
          onChange={(columns) => onChange({ ...terms, columns })}
        />
      </Stack>
      <StepButtons next="Preview" disabled={terms.csv.trim() === ''} loading={loading} />
    </form>
  )
}

type ColumnsProps = {
  problem: unknown
  columns: Record<string, ColumnChoice>
  onChange: (columns: Record<string, ColumnChoice>) => void
}

const CHOICES = Object.entries(COLUMN_NAMES).map(([value, label]) => ({ value, label }))

const isChoice = (text: string | null): text is ColumnChoice =>
  text !== null && Object.hasOwn(COLUMN_NAMES, text)

/** A question for each column that the server did not know; any other refusal as it came. */
function UnknownColumns({ problem, columns, onChange }: ColumnsProps) {
  const faults = isRefused(problem, 400)
    ? problem.errors.filter(({ path }) => path.startsWith('columns.'))
    : []
  if (faults.length === 0) return <RefusalNote error={problem} />
  return (
    <Alert color="brass" title="Some columns are not known" role="alert">
      <Stack gap="md">
        <Text>Say what they are about, and look at the preview again.</Text>
        {faults.map(({ path, message }) => {
          const name = path.slice('columns.'.length)
          return (
            <Select
              key={path}
              label={name}
              description={message}
              placeholder="Choose"
              data={CHOICES}
              value={columns[name] ?? null}
              onChange={(value) => isChoice(value) && onChange({ ...columns, [name]: value })}
            />
          )
        })}
      </Stack>
    </Alert>
  )
}
