/** Where the browser begins. */
import { createRoot } from 'react-dom/client'
import { LiveStream } from './api/live.tsx'
import { App } from './app.tsx'
import { MannerOfReader } from './manner.tsx'
import { Routed } from './route.tsx'
import { Signed } from './session.tsx'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/pages.css'

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <MannerOfReader>
      <Routed>
        <Signed>
          <LiveStream>
            <App />
          </LiveStream>
        </Signed>
      </Routed>
    </MannerOfReader>,
  )
}
