/** Where a connector of a running gateway listens. */
export interface ListeningOn {
  readonly connector: string
  readonly direction: 'inbound' | 'outbound'
  readonly host: string
  readonly port: number
}
