// How much of a name acme-client(1) compares, in bytes.

export const LONGEST_COMPARED = { authority: 120, handle: 255, file: 1024 } as const;
