// The media type of a file, by the end of its name (FACTS 3, Default types).
import { DEFAULT_TYPES } from '../../../src/formats/httpd-conf/defaults.ts';
import type { HttpdConf, Serving } from '../../../src/model/httpd-conf.ts';

export function mediaType(path: string, { types, defaultType }: Pick<HttpdConf, 'types' | 'defaultType'>, serving: Serving): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  const extension = dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
  for (const [each, type] of types ?? DEFAULT_TYPES) {
    if (each.toLowerCase() === extension) return type;
  }
  return serving.defaultType ?? defaultType;
}
