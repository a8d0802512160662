/** What the log, the catalogue and this program itself have to say. */
import type { Command } from '../command.ts'

export const ASKING_COMMANDS: readonly Command[] = [
  {
    path: ['events'],
    summary: 'summary.events',
    arguments: [],
    options: [
      { name: 'follow', short: 'f', kind: 'flag', help: 'option.follow' },
      { name: 'id', kind: 'list', value: 'IDS', help: 'option.id' },
      { name: 'limit', short: 'n', kind: 'number', value: 'COUNT', help: 'option.limit' },
    ],
    lasts: true,
    formats: ['text', 'json'],
    examples: ['hubtrust events', 'hubtrust events --id 1037,2019', 'hubtrust events --follow --format json'],
    load: async () => (await import('../commands/events.ts')).run,
  },
  {
    path: ['explain'],
    summary: 'summary.explain',
    about: 'about.explain',
    arguments: [{ name: 'ID', required: false, complete: 'explainable' }],
    options: [],
    formats: ['text', 'json'],
    examples: [
      'hubtrust explain 1037',
      'hubtrust explain key.unreadable',
      'hubtrust explain NET_PORT_IN_USE',
      'hubtrust explain',
    ],
    isLight: true,
    load: async () => (await import('../commands/explain.ts')).run,
  },
  {
    path: ['facts'],
    summary: 'summary.facts',
    about: 'about.facts',
    arguments: [],
    options: [{ name: 'no-peers', kind: 'flag', help: 'option.no-peers' }],
    formats: ['json'],
    examples: ['hubtrust facts', 'hubtrust facts --no-peers > facts.json'],
    load: async () => (await import('../commands/facts.ts')).run,
  },
  {
    path: ['completion'],
    summary: 'summary.completion',
    about: 'about.completion',
    arguments: [{ name: 'SHELL', required: true, choices: ['bash', 'zsh', 'fish'] }],
    options: [],
    formats: ['text'],
    examples: [
      'source <(hubtrust completion bash)',
      'hubtrust completion fish > ~/.config/fish/completions/hubtrust.fish',
    ],
    isLight: true,
    load: async () => (await import('../commands/completion.ts')).run,
  },
  {
    path: ['help'],
    summary: 'summary.help',
    arguments: [{ name: 'COMMAND', required: false, repeats: true, complete: 'command' }],
    options: [],
    formats: ['text'],
    examples: ['hubtrust help', 'hubtrust help cert enable'],
    isLight: true,
    load: async () => (await import('../commands/help.ts')).run,
  },
]
