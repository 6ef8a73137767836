import { createI18n, type I18n } from "vue-i18n";
import { useServerLanguage } from "@/shared/api/client";
import type { Texts } from "@/locales/en";

export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = "discuss.language";

const i18n = createI18n({
    legacy: false,
    locale: "en",
    fallbackLocale: "en",
    messages: {},
}) as unknown as I18n<Record<Language, Texts>, Record<string, never>, Record<string, never>, Language, false>;

// Only the texts of the language in use are loaded.
const texts: Record<Language, () => Promise<{ default: Texts }>> = {
    zh: () => import("@/locales/zh"),
    en: () => import("@/locales/en"),
};

function isLanguage(tag: string | null): tag is Language {
    return LANGUAGES.some((language) => language === tag);
}

function preferred(): Language {
    const stored = localStorage.getItem(STORED);
    if (isLanguage(stored)) return stored;
    const spoken = navigator.languages.map((tag) => tag.split("-")[0] ?? "");
    return spoken.find(isLanguage) ?? "en";
}

async function show(language: Language): Promise<void> {
    const { default: loaded } = await texts[language]();
    i18n.global.setLocaleMessage(language, loaded);
    i18n.global.locale.value = language;
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    useServerLanguage(language);
}

/** The texts, in the language that was chosen here or else that of the browser. */
export async function createLanguage(): Promise<typeof i18n> {
    await show(preferred());
    return i18n;
}

/** Changes the language now and for the next visits. */
export async function chooseLanguage(language: Language): Promise<void> {
    localStorage.setItem(STORED, language);
    await show(language);
}

/** A text, for code outside of components. */
export const translate = i18n.global.t;
