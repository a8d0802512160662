/** Where the browser begins. */
import { createRoot } from 'react-dom/client'
import { LiveStream } from './api/live.tsx'
import { App } from './app.tsx'
import { MannerOfReader } from './manner.tsx'
import { fetchCode, PAGES } from './pages.ts'
import { Routed } from './route.tsx'
import { Signed } from './session.tsx'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/pages.css'

// Asked for before anybody knows who is signed in: it is needed in any case.
const first = PAGES.find(({ path }) => path === location.pathname)
if (first !== undefined) fetchCode(first).catch(() => undefined)

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
