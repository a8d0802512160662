/**
 * What certutil says in words, in the languages it is met in. Only for what has no shape of its own; everything else is recognised
 * by its shape (`certutil.ts`).
 */
export const CONTAINER_LABEL =
  /^\s*(?:Key Container|Schlüsselcontainer|Conteneur de clés?|Contenedor de claves|キー ?コンテナー?)\s*=\s*(.+)$/iu

export const PROVIDER_LABEL = /^\s*(?:Provider|Anbieter|Fournisseur|Proveedor|プロバイダー?)\s*=\s*(.+)$/iu

export const DNS_LABEL = /^\s*(?:DNS[ -]Name|Nom DNS|Nombre DNS|DNS ?名)\s*=\s*(\S+)\s*$/iu

/** The key was used and worked. */
export const KEY_WORKS =
  /(?:Encryption|Signature) test passed|暗号化テストに合格|署名テストに合格|(?:Verschlüsselungs|Signatur)test (?:wurde )?(?:erfolgreich|bestanden|durchgeführt)|Le test de (?:cryptage|chiffrement|signature) a (?:réussi|été réussi)/iu

/** The key is not there, whoever asks: NTE_BAD_KEYSET, NTE_NOT_FOUND, CRYPT_E_NOT_FOUND. */
export const KEY_MISSING =
  /0x80090016|0x80090011|0x80092004|Keyset does not exist|Missing stored keyset|Cannot find the certificate and private key|保存されたキーセットがありません|証明書と暗号化解除のための秘密キーが見つかりません|Der Schlüsselsatz ist nicht vorhanden|Le jeu de clés n'existe pas/iu

/** Windows knows no key container for the certificate at all. */
export const NO_KEY_PROVIDER =
  /No key provider information|キー プロバイダー?の?情報がありません|Keine Schlüsselanbieterinformationen|Aucune information sur le fournisseur de clé/iu

/** Stores whose certificates belong to others, by their names, which are not translated. */
export const OTHER_STORES =
  /^(?:root|ca|authroot|trustedpeople|trustedpublisher|disallowed|addressbook)(?:\s+".*")?\s*$/i
