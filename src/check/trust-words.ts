// Why a certificate is not trusted, in words, and what mends it.

interface Words {
  readonly why: string;
  /** What to do about it; null for what only another certificate mends. */
  readonly next: string | null;
}

const WORDS: Readonly<Record<string, Words>> = {
  CERT_HAS_EXPIRED: { why: 'it has expired', next: 'renew it, and have the server load it' },
  CERT_NOT_YET_VALID: { why: 'it is not valid yet', next: 'see the clock of whoever issued it' },
  DEPTH_ZERO_SELF_SIGNED_CERT: { why: 'it is self-signed', next: null },
  SELF_SIGNED_CERT_IN_CHAIN: { why: 'its authority is not one that is trusted', next: null },
  UNABLE_TO_GET_ISSUER_CERT: { why: 'the certificate of its authority is missing', next: 'have the server show the intermediate certificates too (the full chain)' },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { why: 'an intermediate certificate is missing, or its authority is not one that is trusted', next: 'have the server show the intermediate certificates too (the full chain)' },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { why: 'an intermediate certificate is missing, or its authority is not one that is trusted', next: 'have the server show the intermediate certificates too (the full chain)' },
};

/** `word` is OpenSSL's, as Node tells it. */
export function trustWords(word: string): Words {
  return Object.hasOwn(WORDS, word) ? (WORDS[word] as Words) : { why: word, next: null };
}
