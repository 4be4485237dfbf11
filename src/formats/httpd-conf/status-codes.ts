// The HTTP status codes httpd(8) knows; `block return` takes no other.

const RANGES: readonly (readonly [number, number])[] = [
  [100, 102], [200, 208], [226, 226], [300, 308], [400, 418], [420, 420], [422, 424], [426, 426], [428, 429],
  [431, 431], [451, 451], [500, 508], [510, 511],
];

export function isStatusCode(code: number): boolean {
  return RANGES.some(([first, last]) => code >= first && code <= last);
}
