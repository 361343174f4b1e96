import { toml } from './files.ts';

export type Lang = 'zh' | 'en';
export const LANGS: readonly Lang[] = ['zh', 'en'];

type Pair = Record<Lang, string>;
type Values = Record<string, string>;

/** A sentence as the pages say it, from `app/messages/{file}.toml`; a key that is not there fails the test. */
export function words(lang: Lang, file: string, key: string, values: Values = {}): string {
  const sentence = toml<Record<string, Pair>>(`app/messages/${file}.toml`)[key]?.[lang];
  if (sentence === undefined) throw new Error(`app/messages/${file}.toml has no [${key}] in ${lang}`);
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The same sentence with anything in the place of the values that are not given. */
export function pattern(lang: Lang, file: string, key: string, values: Values = {}): RegExp {
  const sentence = words(lang, file, key, values);
  const escaped = sentence.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(escaped.join('.+?'));
}

/** What a service is called. */
export function serviceName(lang: Lang, code: string): string {
  return toml<{ name: Pair }>(`server/data/services/${code.toUpperCase()}.toml`).name[lang];
}

/** What a venue is called. */
export function venueName(lang: Lang, code: string): string {
  const venue = toml<{ venue: { code: string; name: Pair }[] }>('server/data/district.toml').venue.find((each) => each.code === code);
  if (!venue) throw new Error(`district.toml has no venue ${code}`);
  return venue.name[lang];
}

/** «11月25日 星期三», «Wednesday 25 November». */
export function dayName(lang: Lang, date: string): string {
  const [, month, day] = date.split('-').map(Number);
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  return words(lang, 'terms', 'day', {
    month: words(lang, 'terms', `month-${month}`),
    day: String(day),
    weekday: words(lang, 'terms', `weekday-${weekday}`),
  });
}
