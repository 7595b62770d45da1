import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { COMMANDS } from '../src/cli/commands.ts'
import { SECRET_KEYS } from '../src/config/resolve-values.ts'
import { configSchema } from '../src/config/schema.ts'

const REFERENCE = path.resolve(import.meta.dirname, '../docs/reference')

describe('the reference', () => {
  test('names every key of the configuration', () => {
    const text = readFileSync(path.join(REFERENCE, 'configuration.md'), 'utf8')
    const words = new Set(text.match(/[A-Za-z]\w*/g))
    const keys = [...new Set(keysOf(configSchema)), ...SECRET_KEYS]
    assert.ok(keys.length > 80, `only ${keys.length} keys were found`)
    assert.deepEqual(
      keys.filter((key) => !words.has(key)),
      [],
    )
  })

  test('shows the help of every command as the command prints it', async () => {
    const text = readFileSync(path.join(REFERENCE, 'command-line.md'), 'utf8')
    for (const { name, load } of COMMANDS) {
      const { help } = await load()
      assert.ok(text.includes(`## \`latchkey ${name}\`\n\n\`\`\`text\n${help}\n\`\`\`\n`), name)
    }
  })
})

function keysOf(schema: z.core.$ZodType): string[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, inner]) => [key, ...keysOf(inner)])
  }
  if (schema instanceof z.ZodArray) return keysOf(schema.element)
  const wraps =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  return wraps ? keysOf(schema.unwrap()) : []
}
