import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '../api/client.ts'
import type { Schemas } from '../api/schema.d.ts'
import { Asked } from '../parts/asked.tsx'
import { CopyBox } from '../parts/copy-box.tsx'
import { Empty } from '../parts/empty.tsx'
import { ScreenHead } from '../parts/screen-head.tsx'
import { Tag, type Tone } from '../parts/tag.tsx'
import { When } from '../parts/when.tsx'

type Item = Schemas['Outbox']['items'][number]

const KINDS: Readonly<Record<Item['kind'], string>> = {
  password_reset_asked: 'A wish for a new password',
  password_reset: 'A link to choose a new password',
  sign_in_hint: 'How to sign in',
  invitation: 'An invitation',
  password_changed: 'The password was changed',
}

const STATES: Readonly<Record<Item['state'], Readonly<{ text: string; tone: Tone }>>> = {
  waiting: { text: 'Waiting', tone: 'warn' },
  sent: { text: 'Sent', tone: 'good' },
  failed: { text: 'Given up', tone: 'bad' },
}

/** Messages to people, and what became of them; without a mail server, to be passed on by hand. */
export function Outbox() {
  const query = useQuery({ queryKey: ['mail'], queryFn: () => take(api.GET('/mail')) })
  return (
    <>
      <ScreenHead
        title="Mail"
        back={{ label: 'Settings', path: '/settings' }}
        description="Messages to people of the last seven days."
      />
      <Asked query={query}>
        {({ sendsMail, items }) => (
          <Stack gap="md">
            {!sendsMail && (
              <Alert color="brass" title="No mail server is configured">
                Messages wait here, and you pass them on. To have them sent, name a mail server
                under mail in latchkey.yaml.
              </Alert>
            )}
            {items.length === 0 ? (
              <Empty
                title="No messages"
                description="When somebody asks for a new password, the message is seen here."
              />
            ) : (
              <div className="sheet">
                {items.map((item) => (
                  <Row key={item.id} item={item} canShow={!sendsMail && item.state === 'waiting'} />
                ))}
              </div>
            )}
          </Stack>
        )}
      </Asked>
    </>
  )
}

function Row({ item, canShow }: { item: Item; canShow: boolean }) {
  const [isOpen, setOpen] = useState(false)
  const { text, tone } = STATES[item.state]
  return (
    <Group justify="space-between" className="list-row" p="md">
      <div>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {KINDS[item.kind]}, to {item.to}
        </Text>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          <When at={item.createdAt} />
          {item.lastError !== null && `. ${item.lastError}`}
        </Text>
      </div>
      <Group gap="sm">
        <Tag tone={tone} text={text} />
        {canShow && (
          <Button variant="default" size="sm" onClick={() => setOpen(true)}>
            Show
          </Button>
        )}
      </Group>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={`Message to ${item.to}`}
        size="lg"
      >
        <Message id={item.id} />
      </Modal>
    </Group>
  )
}

function Message({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['mail', id],
    queryFn: () => take(api.GET('/mail/{id}', { params: { path: { id } } })),
  })
  return (
    <Asked query={query}>
      {({ message }) =>
        message ? (
          <Stack>
            <Text fw={600}>{message.subject}</Text>
            <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{message.text}</Text>
            {linkIn(message.text) && <CopyBox label="Link" value={linkIn(message.text) ?? ''} />}
          </Stack>
        ) : (
          <Text>Only somebody who may change this person reads what is sent to them.</Text>
        )
      }
    </Asked>
  )
}

const linkIn = (text: string) => /^https?:\/\/\S+\/(?:reset|invite)\/\S+$/m.exec(text)?.[0]
