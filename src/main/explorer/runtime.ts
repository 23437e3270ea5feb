/** Why the page cannot work in this browser; undefined where it can. */
export async function whatIsMissing(): Promise<string | undefined> {
  if (!isSecureContext) {
    return (
      'This page makes keys, and browsers allow that only to pages that came over a safe way. ' +
      `Open it as http://localhost${location.port && `:${location.port}`}/ on the machine that the server runs on, or serve it over TLS (http.tls.*).`
    );
  }
  const missing = [];
  for (const algorithm of ['Ed25519', 'X25519']) {
    if (!(await knows(algorithm))) {
      missing.push(algorithm);
    }
  }
  return missing.length > 0 ? `This browser’s WebCrypto lacks ${missing.join(' and ')}: a current Chromium, Firefox or Safari has both.` : undefined;
}

function knows(algorithm: string): Promise<boolean> {
  const uses: KeyUsage[] = algorithm === 'X25519' ? ['deriveBits'] : ['sign', 'verify'];
  return crypto.subtle.generateKey(algorithm, false, uses).then(
    () => true,
    () => false,
  );
}
