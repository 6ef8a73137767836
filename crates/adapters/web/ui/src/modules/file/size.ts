const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size for people: two or three digits and a unit. */
export function formatSize(bytes: number, language: string): string {
    const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
    const value = bytes / 1000 ** power;
    return new Intl.NumberFormat(language, {
        style: "unit",
        unit: UNITS[power] ?? "byte",
        unitDisplay: power === 0 ? "long" : "short",
        maximumFractionDigits: value < 10 ? 1 : 0,
    }).format(value);
}
