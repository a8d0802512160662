/** The trace: switch tags on for a time, and watch. It costs the gateway nothing while nobody watches. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import * as v from 'valibot'
import { LIVE, TraceTagsAnswer } from '../../../src/console/contract/events.ts'
import { addressOf } from '../api/client.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useManner, useSay } from '../manner.tsx'
import { CommandBelow } from '../parts/command.tsx'
import { Choice, Tick } from '../parts/fields.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { timeOf } from '../parts/when.tsx'
import { useMayChange, useMe } from '../session.tsx'

type Line = v.InferOutput<typeof LIVE.line>

const TIMES = ['15', '60', '300', '900'] as const
const KEPT = 500
/** So often at most the page is drawn anew, however fast lines come. */
const DRAW_MS = 100

function parsed(text: unknown): Line | undefined {
  try {
    const { success, output } = v.safeParse(LIVE.line, typeof text === 'string' ? JSON.parse(text) : text)
    return success ? output : undefined
  } catch {
    return undefined
  }
}

function useTrace() {
  const { lang } = useManner()
  const source = useRef<EventSource>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [lines, setLines] = useState<readonly Line[]>([])
  const [isOn, setOn] = useState(false)
  const stop = useCallback(() => {
    source.current?.close()
    source.current = undefined
    setOn(false)
  }, [])
  const start = (tags: readonly string[], seconds: string) => {
    stop()
    setLines([])
    setOn(true)
    let fresh: readonly Line[] = []
    const stream = new EventSource(
      addressOf(`/trace?tags=${encodeURIComponent(tags.join(','))}&seconds=${seconds}`, lang),
    )
    source.current = stream
    stream.addEventListener('line', ({ data }) => {
      const line = parsed(data)
      if (line === undefined) return
      fresh = [...fresh, line]
      timer.current ??= setTimeout(() => {
        timer.current = undefined
        const come = fresh
        fresh = []
        setLines((before) => [...before, ...come].slice(-KEPT))
      }, DRAW_MS)
    })
    stream.addEventListener('end', stop)
    // It would begin anew by itself; whoever wants more says so.
    stream.addEventListener('error', stop)
  }
  useEffect(
    () => () => {
      source.current?.close()
      clearTimeout(timer.current)
    },
    [],
  )
  return { lines, isOn, start, stop }
}

export function TracePage() {
  const say = useSay()
  const { role } = useMe()
  const mayChange = useMayChange()
  const answer = useAnswer('/trace/tags', TraceTagsAnswer)
  const [off, setOff] = useState<readonly string[]>([])
  const [seconds, setSeconds] = useState<string>(TIMES[1])
  const { lines, isOn, start, stop } = useTrace()
  return (
    <Page title={say('nav.trace')} about={say('trace.about')}>
      <Panel title={say('trace.tags')}>
        {mayChange ? null : <p className="notice warn">{say('say.not-allowed', { role: say(`role.${role}`) })}</p>}
        <Answered answer={answer}>
          {({ tags }) => {
            const wanted = tags.filter((tag) => !off.includes(tag))
            const all = wanted.length === tags.length
            return (
              <>
                <div className="ticks">
                  {tags.map((tag) => (
                    <Tick
                      key={tag}
                      isOn={!off.includes(tag)}
                      onChange={(is) => setOff((now) => (is ? now.filter((each) => each !== tag) : [...now, tag]))}
                    >
                      <code>{tag}</code>
                    </Tick>
                  ))}
                </div>
                <div className="filters">
                  <Choice
                    label={say('trace.time')}
                    value={seconds}
                    onChange={setSeconds}
                    options={TIMES.map((id) => ({ id, text: say(`trace.time-${id}`) }))}
                  />
                  {isOn ? (
                    <Button className="button" onPress={stop}>
                      {say('trace.stop')}
                    </Button>
                  ) : (
                    <Button
                      className="button first"
                      isDisabled={!mayChange || wanted.length === 0}
                      onPress={() => start(wanted, seconds)}
                    >
                      {say('trace.start')}
                    </Button>
                  )}
                </div>
                <CommandBelow
                  text={`hubtrust trace${all ? '' : wanted.map((tag) => ` --component '${tag}'`).join('')}`}
                />
              </>
            )
          }}
        </Answered>
      </Panel>
      <Lines lines={lines} isOn={isOn} />
    </Page>
  )
}

function Lines({ lines, isOn }: { readonly lines: readonly Line[]; readonly isOn: boolean }) {
  const { lang, say } = useManner()
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    const element = list.current
    if (element === null) return
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 120
    if (isAtEnd) element.scrollTo({ top: element.scrollHeight })
  }, [lines])
  return (
    <Panel
      title={say('trace.lines')}
      aside={<span className={`badge ${isOn ? 'good' : ''}`}>{say(isOn ? 'trace.is-on' : 'trace.is-off')}</span>}
    >
      {lines.length === 0 ? <Empty>{say(isOn ? 'trace.waiting' : 'trace.empty')}</Empty> : null}
      <ol ref={list} className="trace" tabIndex={0} aria-label={say('trace.lines')}>
        {lines.map(({ time, tag, message, detail }, at) => (
          <li key={`${time} ${String(at)}`}>
            <time dateTime={time} className="soft">
              {timeOf(lang, time)}
            </time>{' '}
            <span className="tag">{tag}</span> {message}
            {detail === undefined || Object.keys(detail).length === 0 ? null : (
              <span className="soft"> {JSON.stringify(detail)}</span>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  )
}
