// What openssl(1) said of a private key, when it was asked for the public half: pkey -in FILE -pubout.

/** PEM; null for a file that holds no usable key; undefined where nobody can tell: openssl did not run, or was not let read it. */
export function publicKeyIn({ exit, stdout, stderr }: { readonly exit: number | null; readonly stdout: string; readonly stderr: string }): string | null | undefined {
  if (exit === null || /permission denied/i.test(stderr)) return undefined;
  return exit === 0 && stdout.includes('-----BEGIN PUBLIC KEY-----') ? stdout : null;
}
