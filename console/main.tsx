import './start.ts'
import '@mantine/core/styles.css'
import 'virtual:tokens.css'
import './console.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
