/** Why the page cannot work in this browser; undefined if it can. */
export async function whatIsMissing(): Promise<string | undefined> {
  if (!isSecureContext) {
    return (
      'This page generates keys, which browsers allow only on pages from a secure origin. ' +
      `Open it as http://localhost${location.port && `:${location.port}`}/ on the server’s machine, or configure TLS (http.tls.*).`
    );
  }
  const missing = [];
  for (const algorithm of ['Ed25519', 'X25519']) {
    if (!(await knows(algorithm))) {
      missing.push(algorithm);
    }
  }
  return missing.length > 0 ? `This browser’s WebCrypto lacks ${missing.join(' and ')}. Use a current Chromium, Firefox or Safari.` : undefined;
}

function knows(algorithm: string): Promise<boolean> {
  const uses: KeyUsage[] = algorithm === 'X25519' ? ['deriveBits'] : ['sign', 'verify'];
  return crypto.subtle.generateKey(algorithm, false, uses).then(
    () => true,
    () => false,
  );
}
