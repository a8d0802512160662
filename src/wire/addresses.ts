/** IP addresses as text, without opening a socket to ask. */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/

export function isIPv4(text: string): boolean {
  return IPV4.test(text)
}

export function isIPv6(text: string): boolean {
  const [address = ''] = text.split('%')
  const tail = /^(.*:)((?:\d{1,3}\.){3}\d{1,3})$/.exec(address)
  if (tail !== null) return isIPv4(tail[2] ?? '') && isIPv6(`${tail[1] ?? ''}0:0`)
  const halves = address.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false
  return halves.length === 2 ? groups.length < 8 : groups.length === 8
}

/** `::ffff:192.0.2.1`, as a dual-stack listener reports it, is `192.0.2.1`. */
export function plainAddress(text: string): string {
  const mapped = /^::ffff:((?:\d{1,3}\.){3}\d{1,3})$/i.exec(text)
  return mapped?.[1] ?? text
}

/** An address of this machine that no other can reach. */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(plainAddress(address)) && plainAddress(address).startsWith('127.'))
}

/** `192.0.2.1:25`, `[2001:db8::1]:25`, `hub1.corp.example:25` */
export function endpointText({ host, port }: { readonly host: string; readonly port: number }): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}
