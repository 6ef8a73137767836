/** What Safari says of the key that ends a composition, after it has ended. */
const COMPOSITION = 229;

/** Whether a key is about the choice of a character, such as a Chinese one, and not about the text. */
export function isComposing({ isComposing, keyCode }: KeyboardEvent): boolean {
    return isComposing || keyCode === COMPOSITION;
}
