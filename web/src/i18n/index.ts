/** The language of this browser's screen. English comes with the app; Chinese is loaded when it is chosen. */
import { useSyncExternalStore } from "react";
import { readStored, writeStored } from "@/lib/storage";
import { en } from "./en";
import { makeTranslate, type Translate, type Words } from "./translate";

const english: Record<string, Record<string, string>> = { ...en };

/** English words that come with their pages, and so are there before these show. Chinese always comes whole. */
export function addWords(words: Words): void {
  for (const [noun, added] of Object.entries(words)) english[noun] = { ...english[noun], ...added };
}

export type { CountedKey, Dictionary, MessageKey, PlainKey, Translate } from "./translate";

export const LANGUAGES = { en: "English", zh: "简体中文" } as const;
export type Language = keyof typeof LANGUAGES;

const LOCALES: Record<Language, string> = { en: "en", zh: "zh-CN" };
const LOADERS: Record<Language, () => Promise<Words>> = {
  en: async () => english,
  zh: async () => (await import("./zh")).zh,
};

let current: { language: Language; t: Translate } = { language: "en", t: makeTranslate(english, "en") };
const listeners = new Set<() => void>();

function preferred(): Language {
  const stored = readStored<string>("language", "");
  if (stored === "en" || stored === "zh") return stored;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Switches the whole screen; resolves when the words are there. */
export async function setLanguage(language: Language): Promise<void> {
  const dictionary = await LOADERS[language]();
  current = { language, t: makeTranslate(dictionary, LOCALES[language]) };
  document.documentElement.lang = LOCALES[language];
  for (const listener of listeners) listener();
}

/** Remembers a choice the user made. */
export async function chooseLanguage(language: Language): Promise<void> {
  writeStored("language", language);
  await setLanguage(language);
}

export async function startLanguage(): Promise<void> {
  await setLanguage(preferred());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useT(): Translate {
  return useSyncExternalStore(subscribe, () => current.t);
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, () => current.language);
}
