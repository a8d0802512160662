/** The pages: where each is, what it is called, and its code, which is loaded when it is first opened. */
import { lazy, type ComponentType } from 'react'
import type { IconName } from './parts/icon.tsx'
import type { PlainPageWord } from './words/words.ts'

export interface PageEntry {
  readonly path: string
  readonly word: PlainPageWord
  readonly icon: IconName
  readonly Page: ComponentType
  readonly isOnlyInLab?: boolean
}

export const PAGES: readonly PageEntry[] = [
  {
    path: '/',
    word: 'nav.overview',
    icon: 'overview',
    Page: lazy(async () => ({ default: (await import('./pages/overview.tsx')).OverviewPage })),
  },
  {
    path: '/map',
    word: 'nav.map',
    icon: 'map',
    Page: lazy(async () => ({ default: (await import('./pages/map.tsx')).MapPage })),
  },
  {
    path: '/certificates',
    word: 'nav.certificates',
    icon: 'certificates',
    Page: lazy(async () => ({ default: (await import('./pages/certificates.tsx')).CertificatesPage })),
  },
  {
    path: '/events',
    word: 'nav.events',
    icon: 'events',
    Page: lazy(async () => ({ default: (await import('./pages/events.tsx')).EventsPage })),
  },
  {
    path: '/doctor',
    word: 'nav.doctor',
    icon: 'doctor',
    Page: lazy(async () => ({ default: (await import('./pages/doctor.tsx')).DoctorPage })),
  },
  {
    path: '/directory',
    word: 'nav.directory',
    icon: 'directory',
    Page: lazy(async () => ({ default: (await import('./pages/directory.tsx')).DirectoryPage })),
  },
  {
    path: '/trace',
    word: 'nav.trace',
    icon: 'trace',
    Page: lazy(async () => ({ default: (await import('./pages/trace.tsx')).TracePage })),
  },
  {
    path: '/lab',
    word: 'nav.lab',
    icon: 'lab',
    isOnlyInLab: true,
    Page: lazy(async () => ({ default: (await import('./pages/lab.tsx')).LabPage })),
  },
]
