/** The pages: where each is, what it is called, and its code, which is a file of its own. */
import type { ComponentType } from 'react'
import type { IconName } from './parts/icon.tsx'
import type { PlainPageWord } from './words/words.ts'

export interface PageEntry {
  readonly path: string
  readonly word: PlainPageWord
  readonly icon: IconName
  readonly isOnlyInLab?: boolean
  readonly load: () => Promise<ComponentType>
}

export const PAGES: readonly PageEntry[] = [
  {
    path: '/',
    word: 'nav.overview',
    icon: 'overview',
    load: async () => (await import('./pages/overview.tsx')).OverviewPage,
  },
  {
    path: '/map',
    word: 'nav.map',
    icon: 'map',
    load: async () => (await import('./pages/map.tsx')).MapPage,
  },
  {
    path: '/certificates',
    word: 'nav.certificates',
    icon: 'certificates',
    load: async () => (await import('./pages/certificates.tsx')).CertificatesPage,
  },
  {
    path: '/events',
    word: 'nav.events',
    icon: 'events',
    load: async () => (await import('./pages/events.tsx')).EventsPage,
  },
  {
    path: '/doctor',
    word: 'nav.doctor',
    icon: 'doctor',
    load: async () => (await import('./pages/doctor.tsx')).DoctorPage,
  },
  {
    path: '/directory',
    word: 'nav.directory',
    icon: 'directory',
    load: async () => (await import('./pages/directory.tsx')).DirectoryPage,
  },
  {
    path: '/trace',
    word: 'nav.trace',
    icon: 'trace',
    load: async () => (await import('./pages/trace.tsx')).TracePage,
  },
  {
    path: '/lab',
    word: 'nav.lab',
    icon: 'lab',
    isOnlyInLab: true,
    load: async () => (await import('./pages/lab.tsx')).LabPage,
  },
]

const known = new Map<string, ComponentType>()

/** The code of a page, when it has come. */
export function codeOf({ path }: PageEntry): ComponentType | undefined {
  return known.get(path)
}

/** Fetches the code of a page, once. @throws TypeError when the gateway is away */
export async function fetchCode({ path, load }: PageEntry): Promise<void> {
  if (!known.has(path)) known.set(path, await load())
}
