const HUES = [262, 205, 165, 130, 95, 60, 35, 10, 340, 300];

/** The colour of somebody or something: always the same for the same id. */
export function hueOf(id: string): number {
    let sum = 0;
    for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
    return HUES[sum % HUES.length] ?? 0;
}

/** What stands for a name on an avatar: the first character, or the first ones of two words. */
export function initialsOf(name: string): string {
    const words = name.trim().split(/[\s_.-]+/);
    const initials = words.slice(0, 2).map((word) => [...word][0] ?? "");
    const isLatin = /^[\p{Script=Latin}\d]/u.test(name);
    return (isLatin ? initials.join("") : (initials[0] ?? "")).toUpperCase() || "?";
}
