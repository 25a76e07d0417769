/** The typed dictionary: which keys there are, what each needs filled in, and how a message is filled. Pure. */
import type { en } from "./en";
import type * as late from "./en/late";

type Start = typeof en;
type Late = typeof late;
type Nouns = {
  [N in keyof Start | keyof Late]: (N extends keyof Start ? Start[N] : unknown) & (N extends keyof Late ? Late[N] : unknown);
};

/** `noun.key` of every message. */
export type MessageKey = { [N in keyof Nouns & string]: `${N}.${keyof Nouns[N] & string}` }[keyof Nouns & string];

type TextOf<K extends MessageKey> = K extends `${infer N}.${infer M}`
  ? N extends keyof Nouns
    ? M extends keyof Nouns[N]
      ? Nouns[N][M]
      : never
    : never
  : never;

type NamesIn<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

type Values<K extends MessageKey> = { [Name in NamesIn<TextOf<K>>]: string | number };

/** Keys that need nothing filled in: what tables of labels hold. */
export type PlainKey = MessageKey extends infer K
  ? K extends MessageKey
    ? NamesIn<TextOf<K>> extends never
      ? K
      : never
    : never
  : never;

/** Keys that come in a singular and a plural: `traces.found` for `traces.found_one` and `traces.found_other`. */
export type CountedKey = MessageKey extends infer K ? (K extends `${infer Stem}_other` ? Stem : never) : never;

/** The same shape as the English dictionary, with any text. */
export type Dictionary = { [N in keyof Nouns]: { [M in keyof Nouns[N]]: string } };

/** A dictionary that may not be whole yet. */
export type Words = { [N in keyof Dictionary]?: Partial<Dictionary[N]> };

export interface Translate {
  <K extends MessageKey>(key: K, ...values: NamesIn<TextOf<K>> extends never ? [] : [Values<K>]): string;
  /** Picks the plural form for `count` and fills `{count}` with the number in the language's own writing. */
  count(key: CountedKey, count: number, values?: Record<string, string | number>): string;
  /** A message whose key is only known at run time (a field of the API, an enum member), or the fallback when there is none. */
  dynamic(key: string, fallback: string): string;
  locale: string;
}

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

export function makeTranslate(dictionary: Words, locale: string): Translate {
  const look = (key: string): string | undefined => {
    const dot = key.indexOf(".");
    const noun = (dictionary as Record<string, Record<string, string>>)[key.slice(0, dot)];
    return noun?.[key.slice(dot + 1)];
  };
  const rules = new Intl.PluralRules(locale);
  const translate = ((key: MessageKey, values: Record<string, string | number> = {}) =>
    fill(look(key) ?? key, values)) as Translate;
  translate.count = (key, count, values = {}) => {
    const text = look(`${key}_${rules.select(count)}`) ?? look(`${key}_other`) ?? key;
    return fill(text, { ...values, count: new Intl.NumberFormat(locale).format(count) });
  };
  translate.dynamic = (key, fallback) => look(key) ?? fallback;
  translate.locale = locale;
  return translate;
}
