/** Whether a certificate is fit for its work. */
import type { StoredCertificate } from '../../../src/model/certificate.ts'
import { known } from '../../../src/model/facts.ts'
import { certificate, PEER, store } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'

function own(differs: Partial<StoredCertificate>) {
  return { store: store({ certificates: [certificate('own', differs)] }) }
}

/** Beside the one that is used: what is wrong with it is nobody's trouble. */
function beside(differs: Partial<StoredCertificate>) {
  const other = certificate('old', { notBefore: '2024-01-01T00:00:00.000Z', ...differs })
  return { store: store({ certificates: [certificate('own'), other] }) }
}

const CONNECTED = { stage: 'connect', passed: true, detail: '192.0.2.12:25' } as const
const TOOK_OURS = { stage: 'our-certificate', passed: true, detail: `250 ${PEER}` } as const
const REFUSED_OURS = { stage: 'our-certificate', passed: false, detail: '454' } as const

/** One address takes our certificate, the other does not. */
const REFUSED = {
  peers: known([
    {
      server: PEER,
      enabled: true,
      handshakes: [
        { address: '192.0.2.12:25', ms: 9, steps: [CONNECTED, TOOK_OURS] },
        { address: '192.0.2.13:25', ms: 9, steps: [CONNECTED, REFUSED_OURS] },
      ],
    },
  ]),
}

export const CERTIFICATE_GRID: readonly GridLine[] = [
  line('a version 1 certificate', own({ version: 1 }), 'certificate.version', 'selection.none-eligible'),
  line('an old version 1 certificate', beside({ version: 1 })),

  line('an RSA key of 1024 bits', own({ keyType: 'rsa-1024', publicKeySizeBits: 1024 }), 'certificate.weak-key'),
  line('an RSA key of 2048 bits', own({ keyType: 'rsa-2048', publicKeySizeBits: 2048 })),
  line('an elliptic key of 256 bits', own({ keyType: 'ec-p256', publicKeySizeBits: 256 })),
  line('an old RSA key of 1024 bits', beside({ keyType: 'rsa-1024', publicKeySizeBits: 1024 })),

  line('made for signing code', own({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.3'] }), 'certificate.no-client-auth'),
  line('made for clients alone', own({ extendedKeyUsage: [CLIENT_AUTH] }), 'certificate.no-client-auth'),
  line('made for servers alone, as Exchange does', own({ extendedKeyUsage: [SERVER_AUTH] })),
  line(
    'made for servers alone, and one address of a peer refused it',
    { ...own({ extendedKeyUsage: [SERVER_AUTH] }), ...REFUSED },
    'certificate.no-client-auth',
  ),
  line('made for anything', own({ extendedKeyUsage: ['2.5.29.37.0'] })),
  line('no use is named', own({ extendedKeyUsage: [] })),

  line('an authority', own({ isCa: true }), 'certificate.is-ca'),
  line('issued by an authority', own({ isSelfSigned: false, issuer: 'CN=CA' })),

  line('an Ed25519 key', own({ keyType: 'ed25519', publicKeySizeBits: 256 }), 'certificate.ed25519'),
  line('an old Ed25519 key', beside({ keyType: 'ed25519' })),
]
