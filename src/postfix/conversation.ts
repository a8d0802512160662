/**
 * One connection of Postfix: questions in, answers out, in order and as many at once as come. It is never closed from here
 * while it is in order: Postfix would take that for a broken table and defer mail. Exim asks once, and each connection ends
 * with its answer.
 */
import { ignoreErrors, type Socket } from '../net/socket.ts'
import { NetstringReader } from '../wire/netstring.ts'
import { POLICY_REQUEST_BYTES_MAX, PolicyReader } from '../wire/policy.ts'
import { SOCKETMAP_REQUEST_BYTES_MAX } from '../wire/socketmap.ts'
import type { Lane } from './access.ts'
import type { PostfixAnswers } from './answers.ts'
import { CHECK_QUESTION_BYTES_MAX, type EximAnswers, type EximLane } from './exim-answers.ts'

/** What waits for a reader that is slower than it asks. */
const UNREAD_BYTES_MAX = 1024 * 1024

/** Whoever connects to the check socket asks at once. */
const CHECK_MS = 10_000

/** Takes what arrived, gives the answers to it; undefined ends the connection, after which the mail is tried again. */
type Take = (chunk: Buffer) => string | undefined

export function serveSocketmap(socket: Socket, answers: PostfixAnswers): void {
  const reader = new NetstringReader(SOCKETMAP_REQUEST_BYTES_MAX)
  converse(socket, (chunk) => {
    reader.push(chunk)
    let replies = ''
    for (let asked = reader.next(); asked !== undefined; asked = reader.next()) {
      if (asked.kind === 'bad') return undefined
      replies += answers.socketmap(asked.text)
    }
    return replies
  })
}

export function servePolicy(socket: Socket, answers: PostfixAnswers, lane: Lane): void {
  const reader = new PolicyReader(POLICY_REQUEST_BYTES_MAX)
  converse(socket, (chunk) => {
    reader.push(chunk)
    let replies = ''
    for (let asked = reader.next(); asked !== undefined; asked = reader.next()) {
      if (asked.kind === 'bad') return undefined
      replies += answers.policy(asked.request, lane)
    }
    return replies
  })
}

/** One question, one answer, and the end of the connection. */
export function serveCheck(socket: Socket, answers: EximAnswers, lane: EximLane): void {
  let asked = ''
  ignoreErrors(socket)
  socket.setTimeout(CHECK_MS, () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    asked += chunk.toString('latin1')
    const end = asked.indexOf('\n')
    if (end >= 0) {
      socket.removeAllListeners('data').resume()
      // The end of the connection is the end of the line: `readsocket` would keep another one.
      socket.end(answers.answer(asked.slice(0, end), lane), 'latin1')
    } else if (asked.length > CHECK_QUESTION_BYTES_MAX) socket.destroy()
  })
  socket.on('end', () => socket.end())
}

function converse(socket: Socket, take: Take): void {
  ignoreErrors(socket)
  socket.on('drain', () => socket.resume())
  socket.on('data', (chunk: Buffer) => {
    const replies = take(chunk)
    if (replies === undefined) socket.destroy()
    else if (replies !== '') {
      socket.write(replies, 'latin1')
      if (socket.writableLength > UNREAD_BYTES_MAX) socket.pause()
    }
  })
  socket.on('end', () => socket.end())
}
