const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = `${language} ${name}`;
    const known = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
    formats.set(key, known);
    return known;
}

function startOfDay(at: number): number {
    return new Date(at).setHours(0, 0, 0, 0);
}

export function isSameDay(one: number, other: number): boolean {
    return startOfDay(one) === startOfDay(other);
}

/** How many midnights lie between. */
function daysAgo(at: number, now: number): number {
    return Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS);
}

export function timeOfDay(at: number, language: string): string {
    return format(language, "time", { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** A moment in full, for those who want to know exactly. */
export function fullTime(at: number, language: string): string {
    return format(language, "full", { dateStyle: "full", timeStyle: "short" }).format(at);
}

/** A day, as the nearer the fewer words: today, yesterday, a weekday, a date. */
export function dayName(at: number, language: string, now = Date.now()): string {
    const days = daysAgo(at, now);
    if (days <= 1 && days >= 0) {
        const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day");
        return relative.charAt(0).toUpperCase() + relative.slice(1);
    }
    if (days > 0 && days < 7) return format(language, "weekday", { weekday: "long" }).format(at);
    const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    return isThisYear
        ? format(language, "day", { month: "long", day: "numeric" }).format(at)
        : format(language, "date", { dateStyle: "long" }).format(at);
}

/** When something happened, as short as it can be told in a list. */
export function shortTime(at: number, language: string, now = Date.now()): string {
    const days = daysAgo(at, now);
    if (days === 0) return timeOfDay(at, language);
    if (days > 0 && days < 7) return format(language, "short weekday", { weekday: "short" }).format(at);
    return format(language, "short date", { dateStyle: "short" }).format(at);
}
