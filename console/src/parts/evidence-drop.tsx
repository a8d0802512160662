/** A place to drop what was collected on an Exchange server: files, a folder, a zip. */
import { Button, DropZone, FileTrigger, Text, type DropItem } from 'react-aria-components'
import { useSay } from '../manner.tsx'
import { Command } from './command.tsx'
import { Panel } from './page.tsx'
import { Waiting } from './states.tsx'

interface EvidenceDropProps {
  readonly isBusy: boolean
  readonly onFiles: (form: FormData) => void
}

/** Enough for any bundle; the gateway has its own limits. */
const MOST_FILES = 2_000

interface Found {
  readonly name: string
  readonly file: File
}

/** The files of a drop, folders gone through. */
async function filesOf(items: readonly DropItem[]): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const item of items) {
    if (item.kind === 'file') found.push({ name: item.name, file: await item.getFile() })
    if (item.kind !== 'directory') continue
    const inside: DropItem[] = []
    for await (const entry of item.getEntries()) inside.push(entry)
    found.push(...(await filesOf(inside)))
    if (found.length > MOST_FILES) break
  }
  return found.slice(0, MOST_FILES)
}

function formOf(files: readonly Found[]): FormData {
  const form = new FormData()
  for (const { name, file } of files) form.append('file', file, name)
  return form
}

export function EvidenceDrop({ isBusy, onFiles }: EvidenceDropProps) {
  const say = useSay()
  const take = (files: FileList | null) => {
    const all = Array.from(files ?? [], (file) => ({ name: file.name, file }))
    if (all.length > 0) onFiles(formOf(all))
  }
  return (
    <Panel title={say('evidence.title')}>
      <DropZone
        className="drop"
        isDisabled={isBusy}
        onDrop={({ items }) => {
          void filesOf(items).then((files) => {
            if (files.length > 0) onFiles(formOf(files))
          })
        }}
      >
        <Text slot="label">{say('evidence.drop')}</Text>
        {isBusy ? (
          <Waiting text={say('evidence.sending')} />
        ) : (
          <div className="buttons">
            <FileTrigger allowsMultiple onSelect={take}>
              <Button className="button">{say('evidence.files')}</Button>
            </FileTrigger>
            <FileTrigger acceptDirectory onSelect={take}>
              <Button className="button">{say('evidence.folder')}</Button>
            </FileTrigger>
          </div>
        )}
      </DropZone>
      <p className="soft small">{say('evidence.how')}</p>
      <Command text="hubtrust doctor --evidence-help" />
    </Panel>
  )
}
