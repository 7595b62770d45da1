/** node examples/expenses/start.ts, with these four in the environment. */
import { serve } from '@hono/node-server'
import { createExpenses } from './expenses.ts'

const { URL: url, WELL_KNOWN_URL, CLIENT_ID, CLIENT_SECRET } = process.env
if (!url || !WELL_KNOWN_URL || !CLIENT_ID || !CLIENT_SECRET) {
  console.error('Set URL, WELL_KNOWN_URL, CLIENT_ID and CLIENT_SECRET.')
  process.exit(2)
}
const settings = {
  url,
  wellKnownUrl: WELL_KNOWN_URL,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
}
const { fetch } = createExpenses(settings)
serve({ fetch, port: Number(new URL(url).port || 4200) }, () =>
  console.log(`Expenses is at ${url}`),
)
