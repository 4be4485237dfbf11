// Where stsctl may write a policy.

const PATH = /^\/var\/www\/(?:(?:\.well-known|[A-Za-z0-9_-][A-Za-z0-9._-]*)\/)+[A-Za-z0-9_-][A-Za-z0-9._-]*\.txt$/;

/** A text file below httpd's chroot, in a directory of its own, no name but .well-known with a dot at its beginning, none that needs quoting. */
export function isPolicyPath(file: string): boolean {
  return PATH.test(file);
}
