/** The frame: head, navigation, and the page that the address names. */
import { createElement, useEffect, useMemo, useState, type ReactNode } from 'react'
import {
  Button,
  Dialog,
  DialogTrigger,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Modal,
  ModalOverlay,
  Popover,
} from 'react-aria-components'
import { useConnection } from './api/live.tsx'
import { problemOf, type Problem } from './api/problem.ts'
import { useManner, useSay } from './manner.tsx'
import { codeOf, fetchCode, PAGES, type PageEntry } from './pages.ts'
import { Actions } from './parts/action.tsx'
import { DisplayMenu } from './parts/display-menu.tsx'
import { Icon } from './parts/icon.tsx'
import { Link } from './parts/link.tsx'
import { Mark } from './parts/mark.tsx'
import { Page } from './parts/page.tsx'
import { Empty, Guard, ProblemPanel, Waiting } from './parts/states.tsx'
import { dateTime } from './parts/when.tsx'
import { useRoute } from './route.tsx'
import { useMe, useSession } from './session.tsx'

const LATER_MS = 1_000

function useShownPages() {
  const { lab } = useMe()
  return useMemo(() => PAGES.filter(({ isOnlyInLab }) => isOnlyInLab !== true || lab), [lab])
}

function Navigation({ onGone }: { readonly onGone?: () => void }) {
  const say = useSay()
  const { path } = useRoute()
  const pages = useShownPages()
  return (
    <ul>
      {pages.map((page) => (
        <li key={page.path}>
          <Link href={page.path} isCurrent={page.path === path} {...(onGone === undefined ? {} : { onGone })}>
            <Icon name={page.icon} />
            {say(page.word)}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Drawer() {
  const say = useSay()
  return (
    <DialogTrigger>
      <Button className="button plain icon menu-button" aria-label={say('shell.menu')}>
        <Icon name="menu" />
      </Button>
      <ModalOverlay className="drawer-back" isDismissable>
        <Modal className="drawer">
          <Dialog aria-label={say('shell.menu')}>
            {({ close }) => (
              <>
                <Button className="button plain icon" aria-label={say('shell.close')} onPress={close}>
                  <Icon name="close" />
                </Button>
                <nav aria-label={say('shell.navigation')}>
                  <Navigation onGone={close} />
                </nav>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}

function ConnectionMark() {
  const say = useSay()
  const { connection } = useConnection()
  const words = { connecting: 'shell.connecting', live: 'shell.live', reconnecting: 'shell.reconnecting' } as const
  return (
    <span className="connection" role="status">
      <span className={`dot ${connection === 'live' ? 'good' : 'warn'}`} aria-hidden="true" />
      <span className="words">{say(words[connection])}</span>
    </span>
  )
}

function OfflineStrip() {
  const { lang, say } = useManner()
  const { connection, aliveAt } = useConnection()
  if (connection !== 'reconnecting') return null
  return (
    <div className="strip" role="alert">
      {say('shell.offline', { time: dateTime(lang, aliveAt) })}
    </div>
  )
}

function AccountMenu() {
  const say = useSay()
  const { me, signOut } = useSession()
  return (
    <MenuTrigger>
      <Button className="button plain" aria-label={`${say('shell.account')}: ${me.account}`}>
        <Icon name="person" />
        <span className="account-name">{me.account}</span>
      </Button>
      <Popover className="popover">
        <Menu aria-label={say('shell.account')}>
          <MenuSection>
            <Header className="heading">
              {me.account} · {say(`role.${me.role}`)}
            </Header>
            <MenuItem onAction={signOut}>{say('shell.sign-out')}</MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

function Frame({ children }: { readonly children: ReactNode }) {
  const say = useSay()
  const { server } = useMe()
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {say('shell.skip')}
      </a>
      <header className="head">
        <Drawer />
        <Link className="brand" href="/">
          <Mark />
          Hubtrust
        </Link>
        <span className="where">{server}</span>
        <div className="tools">
          <ConnectionMark />
          <DisplayMenu />
          <AccountMenu />
        </div>
      </header>
      <nav className="side" aria-label={say('shell.navigation')}>
        <Navigation />
      </nav>
      <main className="main" id="main" tabIndex={-1}>
        <OfflineStrip />
        {children}
      </main>
    </div>
  )
}

/** The first page comes first; the code of the others follows, so that they open at once, and without a gateway, too. */
function useAllPages(pages: readonly PageEntry[]): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const page of pages) fetchCode(page).catch(() => undefined)
    }, LATER_MS)
    return () => clearTimeout(timer)
  }, [pages])
}

function NothingHere({ path }: { readonly path: string }) {
  const say = useSay()
  return (
    <Page title={say('shell.nothing')}>
      <Empty>
        <p>{say('shell.nothing-about', { path })}</p>
        <Link className="button" href="/">
          {say('nav.overview')}
        </Link>
      </Empty>
    </Page>
  )
}

/** A page, once its code is there. React's own way to wait would show it a third of a second late. */
function Loaded({ page }: { readonly page: PageEntry }) {
  const [problem, setProblem] = useState<Problem>()
  const [, setLoaded] = useState(false)
  useEffect(() => {
    fetchCode(page).then(
      () => setLoaded(true),
      (error: unknown) => setProblem(problemOf(error)),
    )
  }, [page])
  const code = codeOf(page)
  // A module that failed to come is remembered as failed by the browser: only a new page asks for it again.
  if (problem !== undefined) return <ProblemPanel problem={problem} onAgain={() => location.reload()} />
  return code === undefined ? <Waiting /> : createElement(code)
}

export function App() {
  const say = useSay()
  const { path } = useRoute()
  const pages = useShownPages()
  useAllPages(pages)
  const page = pages.find((each) => each.path === path)
  return (
    <Frame>
      <Guard key={path} title={say('problem.page')} remedy={say('problem.page-remedy')}>
        <Actions>{page === undefined ? <NothingHere path={path} /> : <Loaded page={page} />}</Actions>
      </Guard>
    </Frame>
  )
}
