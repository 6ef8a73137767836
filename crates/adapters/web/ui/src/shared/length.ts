/** By how many characters a text is longer than one may be; an emoji may count as several, as it does on the server. */
export function excess(text: string, most: number): number {
    // There are at least as many units as characters, and these take longer to count.
    return text.length <= most ? 0 : Math.max(0, [...text].length - most);
}
