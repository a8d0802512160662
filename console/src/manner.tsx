/** How the reader wants it: language and colours. Kept in the browser, and told to the page and to the gateway. */
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components'
import type { Lang } from '../../src/core/text.ts'
import { sayIn, type Say } from './words/words.ts'

export type Theme = 'system' | 'light' | 'dark'

interface Manner {
  readonly lang: Lang
  readonly theme: Theme
  readonly say: Say
  readonly setLang: (lang: Lang) => void
  readonly setTheme: (theme: Theme) => void
}

const MannerContext = createContext<Manner>({
  lang: 'en',
  theme: 'system',
  say: sayIn('en'),
  setLang: () => undefined,
  setTheme: () => undefined,
})

function chosen(key: string): string | undefined {
  try {
    return localStorage.getItem(`hubtrust.${key}`) ?? undefined
  } catch {
    return undefined
  }
}

/** Only what was chosen is kept: who has not chosen goes with the browser. */
function kept<T extends string>(key: string, set: (value: T) => void): (value: T) => void {
  return (value) => {
    set(value)
    try {
      localStorage.setItem(`hubtrust.${key}`, value)
    } catch {
      // A browser that keeps nothing asks again next time.
    }
  }
}

function firstLang(): Lang {
  const wish = chosen('lang') ?? navigator.language
  return wish.startsWith('ja') ? 'ja' : 'en'
}

function firstTheme(): Theme {
  const wish = chosen('theme')
  return wish === 'light' || wish === 'dark' ? wish : 'system'
}

export function MannerOfReader({ children }: { readonly children: ReactNode }) {
  const [lang, setLang] = useState(firstLang)
  const [theme, setTheme] = useState(firstTheme)
  useEffect(() => {
    document.documentElement.lang = lang
  }, [lang])
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }, [theme])
  const manner = useMemo(
    () => ({
      lang,
      theme,
      say: sayIn(lang),
      setLang: kept<Lang>('lang', setLang),
      setTheme: kept<Theme>('theme', setTheme),
    }),
    [lang, theme],
  )
  return (
    <MannerContext value={manner}>
      <I18nProvider locale={lang === 'ja' ? 'ja-JP' : 'en-GB'}>{children}</I18nProvider>
    </MannerContext>
  )
}

export function useManner(): Manner {
  return use(MannerContext)
}

export function useSay(): Say {
  return use(MannerContext).say
}
