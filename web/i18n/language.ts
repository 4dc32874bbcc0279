export type InterfaceLanguage = "en" | "zh";

/** The interface language of a BCP 47 tag: any kind of Chinese is zh, everything else English. */
export const interfaceLanguage = (tag: string): InterfaceLanguage => (/^zh\b/i.test(tag) ? "zh" : "en");
