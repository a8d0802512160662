/**
 * What systemd has handed over, by sd_listen_fds(3): descriptors from 3 on, meant for the process that LISTEN_PID names. Where
 * each listens is looked up in /proc, since asking Node would mean to accept from it.
 */
import { readKernelText, targetOf } from '../disk/files.ts'
import type { Place } from '../model/configuration.ts'
import type { InheritedSocket } from '../net/inherited.ts'

const FIRST_FD = 3
/** Far more than anybody configures; a wrong number must not keep us looking. */
const FDS_MAX = 1_000
/** TCP_LISTEN in the kernel's tcp_states.h, and __SO_ACCEPTCON of unix sockets. */
const TCP_LISTENS = '0A'
const UNIX_LISTENS = 0x00010000

/**
 * @param pid the process they are meant for: this one, or of a worker the first one
 */
export function inheritedSockets(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): readonly InheritedSocket[] {
  if (environment['LISTEN_PID'] !== String(pid)) return []
  const count = Math.min(Number(environment['LISTEN_FDS'] ?? 0), FDS_MAX)
  if (!Number.isInteger(count) || count < 1) return []
  const places = listeningPlaces((name) => readKernelText(`/proc/${String(pid)}/net/${name}`) ?? '')
  return Array.from({ length: count }, (_, index) => FIRST_FD + index).flatMap((fd) => {
    const inode = /^socket:\[(\d+)\]$/.exec(targetOf(`/proc/${String(pid)}/fd/${String(fd)}`) ?? '')?.[1]
    const place = places.get(inode ?? '')
    return place === undefined ? [] : [{ fd, place }]
  })
}

/** By inode, as proc(5) tells them. */
function listeningPlaces(read: (name: string) => string): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  for (const name of ['tcp', 'tcp6']) {
    for (const line of read(name).split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
      const [address = '', port = ''] = local.split(':')
      if (state === TCP_LISTENS)
        places.set(inode, { kind: 'address', host: hostOf(address), port: Number.parseInt(port, 16) })
    }
  }
  for (const line of read('unix').split('\n').slice(1)) {
    const [, flags = '', inode = '', path = ''] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) (\/.*)$/.exec(line) ?? []
    if ((Number.parseInt(flags, 16) & UNIX_LISTENS) !== 0) places.set(inode, { kind: 'file', path })
  }
  return places
}

/** Words of 32 bits in the byte order of the machine, which is little-endian wherever Node runs. */
function hostOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).toReversed())
  if (bytes.length === 4) return bytes.map((byte) => String(Number.parseInt(byte, 16))).join('.')
  const groups = Array.from({ length: 8 }, (_, at) => `${bytes[2 * at] ?? ''}${bytes[2 * at + 1] ?? ''}`)
  // The URL parser writes an IPv6 address as RFC 5952 wants it.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
