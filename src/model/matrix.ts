/** The stages of a session between two servers, as a table of peers and directions. */

/**
 * `certificate`: the receiver's, as the sender judges it. `directory`: the sender's, as the receiver's directory knows it.
 * `mail`: the receiver takes it.
 */
export const MATRIX_STAGES = ['tcp', 'ehlo', 'starttls', 'tls', 'certificate', 'directory', 'mail'] as const
export type MatrixStage = (typeof MATRIX_STAGES)[number]

export const MATRIX_STATES = ['pass', 'fail', 'unknown', 'not-reached'] as const
export type MatrixState = (typeof MATRIX_STATES)[number]

export interface MatrixCell {
  readonly stage: MatrixStage
  readonly state: MatrixState
  /** What was said there: a reply, an address, an error. */
  readonly detail?: string
}

/** One direction between this server and a peer. */
export interface MatrixRow {
  readonly from: string
  readonly to: string
  readonly cells: readonly MatrixCell[]
}
