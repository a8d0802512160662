/**
 * Where people and tests hand mail to a server of the lab. Nothing is kept here: a message is answered 250 only after the
 * far side has accepted it, so the sender owns it until then.
 */
import { SMTPServer } from 'smtp-server'
import { domainOf, MESSAGE_BYTES_MAX, messageIdOf, readMessage, refusal } from './mail-server.ts'
import type { Letter, Outcome } from './post.ts'
import { LAB_SERVERS } from './servers.ts'
import { openSmtpListener, type SmtpListener } from './smtp-listener.ts'

export interface SubmissionOptions {
  readonly name: string
  /** Sends it to that server, or keeps it when that is this one. */
  readonly relay: (to: string, letter: Letter, messageId: string) => Promise<Outcome>
}

export async function openSubmission({ name, relay }: SubmissionOptions): Promise<SmtpListener> {
  const server = new SMTPServer({
    name,
    banner: 'lab submission',
    size: MESSAGE_BYTES_MAX,
    rejectOversized: true,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: (recipient, session, answer) => {
      const domain = domainOf(recipient.address)
      const [first] = session.envelope.rcptTo
      if (!LAB_SERVERS.some((known) => known.name === domain)) answer(refusal(550, `5.7.1 ${domain} is not in the lab`))
      // Two domains are two far sides, and one 250 cannot speak for both: the rest comes in another transaction.
      else if (first !== undefined && domainOf(first.address) !== domain)
        answer(refusal(452, '4.5.3 One domain a message'))
      else answer(null)
    },
    onData: (stream, { envelope, hostNameAppearsAs }, answer) => {
      const recipients = envelope.rcptTo.map(({ address }) => address)
      const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address
      readMessage(stream)
        .then((raw) =>
          relay(
            domainOf(recipients[0] ?? ''),
            { sender, recipients, raw, greetAs: hostNameAppearsAs },
            messageIdOf(raw),
          ),
        )
        .then(
          (outcome) => {
            if (outcome.kind === 'delivered') answer(null)
            else
              answer(
                refusal(
                  outcome.kind === 'deferred' ? 451 : 554,
                  `${outcome.kind === 'deferred' ? '4.4.0' : '5.0.0'} ${outcome.reason}`,
                ),
              )
          },
          () => {
            answer(refusal(451, '4.3.0 Try again later'))
          },
        )
    },
  })
  server.on('error', () => undefined)
  return openSmtpListener((socket) => {
    server.connect(socket)
  })
}
