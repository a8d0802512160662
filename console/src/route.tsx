/** Where the reader is: path and filters in the address, so that a place can be shared, reloaded and gone back to. */
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'

interface Place {
  readonly path: string
  readonly query: URLSearchParams
}

interface Route extends Place {
  readonly go: (address: string) => void
  /** Changes filters in place; undefined takes one away. */
  readonly filter: (values: Readonly<Record<string, string | undefined>>) => void
}

function placeNow(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) }
}

const RouteContext = createContext<Route>({
  path: '/',
  query: new URLSearchParams(),
  go: () => undefined,
  filter: () => undefined,
})

export function Routed({ children }: { readonly children: ReactNode }) {
  const [place, setPlace] = useState(placeNow)
  useEffect(() => {
    const moved = () => setPlace(placeNow())
    addEventListener('popstate', moved)
    return () => removeEventListener('popstate', moved)
  }, [])
  const go = useCallback((address: string) => {
    history.pushState(undefined, '', address)
    setPlace(placeNow())
    scrollTo(0, 0)
  }, [])
  const filter = useCallback((values: Readonly<Record<string, string | undefined>>) => {
    const { path, query } = placeNow()
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined || value === '') query.delete(key)
      else query.set(key, value)
    }
    const search = query.toString()
    history.replaceState(undefined, '', search === '' ? path : `${path}?${search}`)
    setPlace(placeNow())
  }, [])
  const route = useMemo(() => ({ ...place, go, filter }), [place, go, filter])
  return <RouteContext value={route}>{children}</RouteContext>
}

export function useRoute(): Route {
  return use(RouteContext)
}
