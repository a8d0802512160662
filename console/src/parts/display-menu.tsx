/** Language and colours. */
import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  type Selection,
} from 'react-aria-components'
import { useManner } from '../manner.tsx'
import { Icon } from './icon.tsx'

const THEMES = ['system', 'light', 'dark'] as const
const LANGS = [
  { id: 'en', name: 'English' },
  { id: 'ja', name: '日本語' },
] as const

function chosen<T extends string>(keys: Selection, among: readonly T[]): T | undefined {
  return keys === 'all' ? undefined : among.find((each) => keys.has(each))
}

export function DisplayMenu() {
  const { lang, theme, say, setLang, setTheme } = useManner()
  return (
    <MenuTrigger>
      <Button className="button plain icon" aria-label={say('shell.settings')}>
        <Icon name="display" />
      </Button>
      <Popover className="popover">
        <Menu aria-label={say('shell.settings')}>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[lang]}
            onSelectionChange={(keys) => {
              const wish = chosen(keys, ['en', 'ja'])
              if (wish !== undefined) setLang(wish)
            }}
          >
            <Header className="heading">{say('shell.language')}</Header>
            {LANGS.map(({ id, name }) => (
              <MenuItem key={id} id={id} textValue={name}>
                <span lang={id}>{name}</span> {lang === id ? <Icon name="check" size={14} /> : null}
              </MenuItem>
            ))}
          </MenuSection>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[theme]}
            onSelectionChange={(keys) => {
              const wish = chosen(keys, THEMES)
              if (wish !== undefined) setTheme(wish)
            }}
          >
            <Header className="heading">{say('shell.theme')}</Header>
            {THEMES.map((each) => (
              <MenuItem key={each} id={each} textValue={say(`shell.theme-${each}`)}>
                {say(`shell.theme-${each}`)} {theme === each ? <Icon name="check" size={14} /> : null}
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
