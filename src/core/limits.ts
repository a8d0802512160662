/** Every limit and time-out in one table: name, unit in the name, and where the number comes from. */
export const LIMITS = {
  /** RFC 5321 §4.5.3.1.4 asks for 512; extensions may add, and nobody needs more than this before authorisation. */
  commandLineBytesMax: 2048,
  /** RFC 5321 §4.5.3.1.5 asks for 512 a reply line. */
  replyLineBytesMax: 2048,
  /** Lines of one reply (an EHLO answer of a large server has about 30). */
  replyLinesMax: 100,
  /** Commands a client may send before TLS is up. */
  commandsBeforeTlsMax: 20,
  /** Commands a refused client may still send before it is shown the door. */
  commandsAfterRefusalMax: 10,
  /** Postfix reads at most 536 bytes of a PROXY v2 header. */
  proxyHeaderBytesMax: 536,
  /** Pre-authorisation phases: long enough for a far peer, short enough against slow-loris. */
  greetingMs: 60_000,
  commandBeforeTlsMs: 60_000,
  handshakeMs: 30_000,
  /** RFC 5321 §4.5.3.2: the sender waits up to 10 minutes for the answer to the final dot; idle pipes live longer than that. */
  idlePipeMs: 15 * 60_000,
  /** Connecting to a server, as Postfix does (smtp_connect_timeout). */
  connectMs: 30_000,
  /** RFC 5321 §4.5.3.2.1: initial 220 and EHLO, 5 minutes. */
  replyMs: 5 * 60_000,
  /** The mail server behind is near; a peer waits 5 minutes for our EHLO answer (RFC 5321 §4.5.3.2). */
  backendReplyMs: 60_000,
  /** How long a peer that was shown the door may take to close. */
  turnedAwayMs: 5_000,
  /** Graceful end: open sessions may finish for this long. */
  drainMs: 30_000,
  /** How often the embedded directory is asked whether another process changed it; changes must be seen within 300 ms. */
  directoryPollMs: 100,
  /** Connections the kernel may hold before they are accepted. */
  listenBacklog: 4096,
  /** Handshakes started in one turn of the event loop: established flows come first in a storm. */
  handshakesPerTurn: 2,
  /** Bytes gathered in one turn of the event loop before they are written in one call. */
  pipeGatherBytes: 128 * 1024,
  /** Sixteen of them fit into one frame of 1 MiB as base64; a usual one has 1 KiB. */
  edgeCertificateBytesMax: 44 * 1024,
  pipeHighWaterBytes: 256 * 1024,
  /** Requests of HTTP: a browser's headers are 2 KiB, and nobody on a local network needs half a minute for them. */
  httpHeaderBytes: 16 * 1024,
  httpHeaderMs: 15_000,
  /** With its body; an upload of evidence over a slow line. */
  httpRequestMs: 5 * 60_000,
  httpConnections: 2_000,
} as const
