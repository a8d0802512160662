/** `hubtrust edge …` */
import type { Command } from '../command.ts'
import { YES } from './shared.ts'

const EDGE = { name: 'EDGE', required: false, complete: 'server' } as const
const ADDRESS = { name: 'address', kind: 'list', value: 'HOST:PORT' } as const

export const EDGE_COMMANDS: readonly Command[] = [
  {
    path: ['edge', 'subscribe'],
    summary: 'summary.edge-subscribe',
    about: 'about.edge-subscribe',
    arguments: [],
    options: [
      { name: 'out', short: 'o', kind: 'text', value: 'FILE', complete: 'file', help: 'option.edge-out' },
      { ...ADDRESS, help: 'option.edge-address' },
      { name: 'expires', kind: 'text', value: 'DURATION', help: 'option.edge-expires' },
    ],
    formats: ['text', 'json'],
    examples: [
      'hubtrust edge subscribe --out edge1.token',
      'hubtrust edge subscribe --out edge1.token --address 192.0.2.7:50636 --expires 2h',
    ],
    load: async () => (await import('../commands/edge-subscribe.ts')).run,
  },
  {
    path: ['edge', 'accept'],
    summary: 'summary.edge-accept',
    about: 'about.edge-accept',
    arguments: [{ name: 'FILE', required: true, complete: 'file' }],
    options: [{ ...ADDRESS, help: 'option.edge-mail-address' }, YES],
    formats: ['text', 'json'],
    examples: ['hubtrust edge accept edge1.token', 'hubtrust edge accept edge1.token --address 192.0.2.7:25 --yes'],
    load: async () => (await import('../commands/edge-accept.ts')).run,
  },
  {
    path: ['edge', 'list'],
    summary: 'summary.edge-list',
    arguments: [],
    options: [],
    formats: ['table', 'json'],
    examples: ['hubtrust edge list', 'hubtrust edge list --format json'],
    load: async () => (await import('../commands/edge-list.ts')).run,
  },
  {
    path: ['edge', 'sync'],
    summary: 'summary.edge-sync',
    about: 'about.edge-sync',
    arguments: [EDGE],
    options: [{ ...ADDRESS, help: 'option.edge-push-address' }],
    formats: ['table', 'json'],
    examples: ['hubtrust edge sync', 'hubtrust edge sync edge1.perimeter.example --address 192.0.2.7:50636'],
    load: async () => (await import('../commands/edge-sync.ts')).run,
  },
  {
    path: ['edge', 'test'],
    summary: 'summary.edge-test',
    about: 'about.edge-test',
    arguments: [EDGE],
    options: [],
    formats: ['text', 'json'],
    examples: ['hubtrust edge test', 'hubtrust edge test edge1.perimeter.example --format json'],
    load: async () => (await import('../commands/edge-test.ts')).run,
  },
  {
    path: ['edge', 'remove'],
    summary: 'summary.edge-remove',
    about: 'about.edge-remove',
    arguments: [EDGE],
    options: [YES],
    formats: ['text', 'json'],
    examples: ['hubtrust edge remove edge1.perimeter.example --yes'],
    load: async () => (await import('../commands/edge-remove.ts')).run,
  },
]
