import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { RefusalNote } from '../parts/asked.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { useUnsaved } from '../parts/unsaved.tsx'
import { StepButtons, Steps } from '../parts/wizard.tsx'
import { type Imported, type ImportTerms, importPeople } from './import-api.ts'
import { ImportFileStep } from './import-file-step.tsx'
import { ImportRows } from './import-rows.tsx'

const STEPS = ['File', 'Preview', 'Report']
const NOTHING: ImportTerms = { csv: '', newStatus: 'active', invite: false, columns: {} }

/** People from a file: what each line would do, and only then the import and its report. */
export function ImportPeople() {
  const [step, setStep] = useState(0)
  const [terms, setTerms] = useState(NOTHING)
  const queries = useQueryClient()
  const preview = useMutation({
    mutationFn: () => importPeople(terms, true),
    onSuccess: () => setStep(1),
  })
  const run = useMutation({
    mutationFn: () => importPeople(terms, false),
    onSuccess: () => {
      setStep(2)
      return queries.invalidateQueries({ queryKey: ['people'] })
    },
  })
  // Also with a report: links in it are told once.
  useUnsaved(step < 2 ? terms.csv !== '' : hasInvitations(run.data))
  return (
    <>
      <ScreenHead title="Import people" back={{ label: 'People', path: '/people' }} />
      <Steps names={STEPS} current={step} onGoBack={(to) => step < 2 && setStep(to)}>
        {step === 0 && (
          <ImportFileStep
            terms={terms}
            onChange={setTerms}
            problem={preview.error}
            loading={preview.isPending}
            onNext={() => preview.mutate()}
          />
        )}
        {step === 1 && preview.data && (
          <PreviewStep
            preview={preview.data}
            problem={run.error}
            loading={run.isPending}
            onBack={() => setStep(0)}
            onImport={() => run.mutate()}
          />
        )}
        {step === 2 && run.data && <ReportStep report={run.data} preview={preview.data} />}
      </Steps>
    </>
  )
}

const hasInvitations = (report: Imported | undefined) =>
  report?.rows.some(({ invitation }) => invitation !== null) ?? false

function PreviewStep(props: {
  preview: Imported
  problem: unknown
  loading: boolean
  onBack: () => void
  onImport: () => void
}) {
  const { create, change, refused } = props.preview.counts
  const affected = create + change
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        props.onImport()
      }}
    >
      <Stack gap="md">
        <Text>
          Nothing is written yet.
          {refused > 0 && ` ${refused} of the lines cannot be done; the others can without them.`}
          {affected === 0 && ' There is nothing to do.'}
        </Text>
        <ImportRows imported={props.preview} />
        <RefusalNote error={props.problem} />
      </Stack>
      <StepButtons
        onBack={props.onBack}
        next={`Import ${affected} ${affected === 1 ? 'person' : 'people'}`}
        disabled={affected === 0}
        loading={props.loading}
      />
    </form>
  )
}

function ReportStep({ report, preview }: { report: Imported; preview: Imported | undefined }) {
  const { create, change, refused } = report.counts
  const foreseen = new Map(preview?.rows.map(({ line, outcome }) => [line, outcome]))
  const otherwise = report.rows.filter(({ line, outcome }) => foreseen.get(line) !== outcome).length
  return (
    <Stack gap="md">
      <Text role="status">
        {create} added, {change} changed, {refused} refused.
        {otherwise > 0 &&
          ` ${otherwise} of the lines came out otherwise than in the preview, because something changed meanwhile.`}
      </Text>
      {hasInvitations(report) && (
        <Alert color="brass" title="Download the report now">
          It holds the invitation links, which are shown this once. Whoever has a link chooses the
          password.
        </Alert>
      )}
      <Group>
        <Button onClick={() => download(report.report)}>Download the report</Button>
        <Button variant="default" component={Link} href="/people">
          Go to people
        </Button>
      </Group>
      <ImportRows imported={report} />
    </Stack>
  )
}

function download(csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'people-import-report.csv'
  link.click()
  URL.revokeObjectURL(url)
}
