/** The pages: where each is, what it is called, and its code, which is loaded when it is first opened. */
import { lazy, type ComponentType } from 'react'
import type { IconName } from './parts/icon.tsx'
import type { PlainPageWord } from './words/words.ts'

export interface PageEntry {
  readonly path: string
  readonly word: PlainPageWord
  readonly icon: IconName
  readonly Page: ComponentType
  /** Fetches its code before it is opened: then it opens at once, and without a gateway, too. */
  readonly fetch: () => Promise<unknown>
  readonly isOnlyInLab?: boolean
}

function loaded(load: () => Promise<ComponentType>): Pick<PageEntry, 'Page' | 'fetch'> {
  return { Page: lazy(async () => ({ default: await load() })), fetch: load }
}

export const PAGES: readonly PageEntry[] = [
  {
    path: '/',
    word: 'nav.overview',
    icon: 'overview',
    ...loaded(async () => (await import('./pages/overview.tsx')).OverviewPage),
  },
  {
    path: '/map',
    word: 'nav.map',
    icon: 'map',
    ...loaded(async () => (await import('./pages/map.tsx')).MapPage),
  },
  {
    path: '/certificates',
    word: 'nav.certificates',
    icon: 'certificates',
    ...loaded(async () => (await import('./pages/certificates.tsx')).CertificatesPage),
  },
  {
    path: '/events',
    word: 'nav.events',
    icon: 'events',
    ...loaded(async () => (await import('./pages/events.tsx')).EventsPage),
  },
  {
    path: '/doctor',
    word: 'nav.doctor',
    icon: 'doctor',
    ...loaded(async () => (await import('./pages/doctor.tsx')).DoctorPage),
  },
  {
    path: '/directory',
    word: 'nav.directory',
    icon: 'directory',
    ...loaded(async () => (await import('./pages/directory.tsx')).DirectoryPage),
  },
  {
    path: '/trace',
    word: 'nav.trace',
    icon: 'trace',
    ...loaded(async () => (await import('./pages/trace.tsx')).TracePage),
  },
  {
    path: '/lab',
    word: 'nav.lab',
    icon: 'lab',
    isOnlyInLab: true,
    ...loaded(async () => (await import('./pages/lab.tsx')).LabPage),
  },
]
