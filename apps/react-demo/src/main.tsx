import { rehearseMicrophone } from '@gradium-kit/demo-page'
import '@gradium-kit/demo-page/style.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

rehearseMicrophone(location.search)
const root = document.createElement('div')
document.body.append(root)
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
