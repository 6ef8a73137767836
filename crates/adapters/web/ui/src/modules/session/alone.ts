const NAME = "discuss.refresh";
/** How long a tab may take, before another one believes that it was closed. */
const LEASE_MS = 10_000;
const LOOK_MS = 50;

function pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until no other tab holds the lease, and takes it. */
async function takeLease(): Promise<void> {
    for (;;) {
        const until = Number(localStorage.getItem(NAME) ?? 0);
        if (until < Date.now()) {
            // Of several tabs that see this at once, the one that writes last has it.
            const mine = String(Date.now() + LEASE_MS + Math.random());
            localStorage.setItem(NAME, mine);
            await pause(LOOK_MS);
            if (localStorage.getItem(NAME) === mine) return;
        }
        await pause(LOOK_MS);
    }
}

/**
 * Does one thing at a time among all tabs. A refresh makes the cookie of the one before worthless, and a server
 * that sees it twice believes that it was stolen.
 */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (window.isSecureContext) return await navigator.locks.request(NAME, work);
    // Pages that are not served securely have no locks.
    await takeLease();
    try {
        return await work();
    } finally {
        localStorage.removeItem(NAME);
    }
}
