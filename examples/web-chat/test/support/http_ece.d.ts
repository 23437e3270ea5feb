declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  /** Decrypts an encrypted content encoding of RFC 8188, by default `aes128gcm`; with a private key, as RFC 8291 derives its secret. */
  export function decrypt(encrypted: Buffer, options: { readonly version: 'aes128gcm'; readonly privateKey: ECDH; readonly authSecret: string }): Buffer;
}
