import type { CompactEmoji } from "emojibase";
import type { Language } from "@/i18n";

export interface Emoji {
    unicode: string;
    label: string;
    group: number;
    words: string;
}

/** Parts of other emoji, not emoji themselves. */
const COMPONENTS = 2;

// A large table: it is loaded when somebody opens the picker, in their language.
const tables: Record<Language, () => Promise<{ default: CompactEmoji[] }>> = {
    en: () => import("emojibase-data/en/compact.json"),
    zh: () => import("emojibase-data/zh/compact.json"),
};

export async function loadEmoji(language: Language): Promise<Emoji[]> {
    const { default: table } = await tables[language]();
    return table
        .filter(({ group }) => group !== undefined && group !== COMPONENTS)
        .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
        .map(({ unicode, label, group = 0, tags = [] }) => ({
            unicode,
            label,
            group,
            words: [label, ...tags].join(" ").toLowerCase(),
        }));
}

/** Those that all the words of a search fit. */
export function searchEmoji(emoji: readonly Emoji[], search: string, most = 120): Emoji[] {
    const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
    return emoji.filter(({ words }) => wanted.every((word) => words.includes(word))).slice(0, most);
}
