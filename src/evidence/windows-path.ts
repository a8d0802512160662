/** Paths of Windows as texts show them. */

export function isAbsolutePath(path: string): boolean {
  return /^(?:[A-Za-z]:(?:\\|$)|\\\\|%[A-Za-z]+%\\)/.test(path)
}

/** A path as seen from a folder; without the folder it stays as it is. */
export function pathFrom(folder: string | undefined, path: string): string {
  const plain = path.replace(/^\.\\/, '')
  if (folder === undefined || isAbsolutePath(plain)) return plain
  return plain === '.' ? folder : `${folder.replace(/\\+$/, '')}\\${plain}`
}

/** The first argument of a command that is a path: `icacls "C:\a b" /T`. */
export function pathArgumentOf(command: string): string | undefined {
  const words = command.match(/"[^"]*"|'[^']*'|[^\s|]+/g) ?? []
  const path = words.slice(1).find((word) => !/^[/-]/.test(word))
  return path?.replace(/^["']|["']$/g, '')
}
