const FIRST_MS = 500;
const MOST_MS = 30_000;

/**
 * How long to wait before the given attempt (0, 1, 2 …) to reconnect: longer each time, and random, so that all
 * the clients of a server that has restarted do not come back in the same instant.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
    const ceiling = Math.min(MOST_MS, FIRST_MS * 2 ** attempt);
    return ceiling / 2 + (random() * ceiling) / 2;
}
