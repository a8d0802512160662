/** Socket types for rooms that are handed sockets and must not open their own. */
export type { Socket } from 'node:net'
export type { TLSSocket } from 'node:tls'
